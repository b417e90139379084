"""The shape of what people type: filters, cells, reasons, files, movements of money."""
