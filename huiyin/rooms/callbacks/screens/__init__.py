"""Lists, forms and figures of the callbacks room: each list is a page, a CSV, an XLSX and the API's fields."""
