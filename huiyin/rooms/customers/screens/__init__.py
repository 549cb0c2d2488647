"""Lists, forms and pages of the customers room: each list is a page, a CSV, an XLSX and the API's fields."""
