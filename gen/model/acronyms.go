package model

// acronyms keep their capitals in text that is all capitals. No English word
// belongs here: of ACT, OK or IT the spelling cannot tell which is meant.
var acronyms = map[string]bool{
	"ACATS": true, "ADR": true, "BIC": true, "BPAY": true, "CD": true, "CFD": true, "CFI": true, "CMTA": true,
	"CUSIP": true, "DES": true, "DTCC": true, "EONIA": true, "EU": true, "EUC": true, "EUR": true, "EUREPO": true,
	"FIFO": true, "FIX": true, "FX": true, "GICS": true, "GIM": true, "GTC": true, "GTD": true, "GTX": true,
	"ICB": true, "ID": true, "IOC": true, "IOI": true, "IRA": true, "ISA": true, "ISDA": true, "ISIN": true,
	"ISITC": true, "ISO": true, "JIS": true, "JP": true, "LIBID": true, "LIBOR": true, "MBS": true, "MD": true,
	"MD5": true, "MIC": true, "NAICS": true, "NASD": true, "NSCC": true, "OTC": true, "PEM": true, "PGP": true,
	"PIN": true, "PKCS": true, "RIC": true, "SEDOL": true, "SONIA": true, "SQ": true, "SWIFT": true, "TBA": true,
	"TED": true, "TFM": true, "UCITS": true, "UK": true, "URI": true, "US": true, "USD": true, "UTC": true,
	"UTF": true, "VWAP": true, "XML": true,
}
