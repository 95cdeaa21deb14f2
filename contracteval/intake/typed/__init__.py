"""What a cell of any spreadsheet holds, told from its text, its number format and its column's header."""
