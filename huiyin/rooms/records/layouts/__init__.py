"""How an issued form looks on a page and on a worksheet: plain values, no database."""
