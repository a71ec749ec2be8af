package model

import "strings"

// folds are letters with marks, and what is written for them in ASCII.
var folds = strings.NewReplacer(
	"À", "A", "Á", "A", "Â", "A", "Ã", "A", "Ä", "A", "Å", "A", "Æ", "AE", "Ç", "C",
	"È", "E", "É", "E", "Ê", "E", "Ë", "E", "Ì", "I", "Í", "I", "Î", "I", "Ï", "I",
	"Ð", "D", "Ñ", "N", "Ò", "O", "Ó", "O", "Ô", "O", "Õ", "O", "Ö", "O", "Ø", "O",
	"Ù", "U", "Ú", "U", "Û", "U", "Ü", "U", "Ý", "Y", "Þ", "TH", "ß", "ss",
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "æ", "ae", "ç", "c",
	"è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ð", "d", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "y", "þ", "th", "ÿ", "y",
	"Ą", "A", "ą", "a", "Ć", "C", "ć", "c", "Č", "C", "č", "c", "Ď", "D", "ď", "d",
	"Ę", "E", "ę", "e", "Ě", "E", "ě", "e", "Ğ", "G", "ğ", "g", "İ", "I", "ı", "i",
	"Ł", "L", "ł", "l", "Ń", "N", "ń", "n", "Ň", "N", "ň", "n", "Œ", "OE", "œ", "oe",
	"Ř", "R", "ř", "r", "Ś", "S", "ś", "s", "Ş", "S", "ş", "s", "Š", "S", "š", "s",
	"Ť", "T", "ť", "t", "Ů", "U", "ů", "u", "Ź", "Z", "ź", "z", "Ż", "Z", "ż", "z",
	"Ž", "Z", "ž", "z", "ﬁ", "fi", "ﬂ", "fl",
)

// asciiLetters returns text with its marked letters in ASCII. What else is not
// ASCII stays.
func asciiLetters(text string) string {
	if isASCII(text) {
		return text
	}
	return folds.Replace(text)
}
