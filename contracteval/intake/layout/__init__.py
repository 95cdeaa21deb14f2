"""Where the tables of a sheet are: headers, columns, vendor blocks, and the kind of each row."""
