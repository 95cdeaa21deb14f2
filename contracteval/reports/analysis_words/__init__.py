"""What the analyses found, in sentences that the terminal, the workbook and the web page share: one module per section."""
