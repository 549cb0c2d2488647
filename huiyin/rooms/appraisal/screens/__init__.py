"""Lists, forms and figures of the appraisal room: each list is a page, a CSV, an XLSX and the API's fields."""
