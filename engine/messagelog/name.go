package messagelog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The ends of the names of files.
const (
	currentSuffix = ".current.log"
	infix         = ".messages"
	stampLayout   = "20060102-150405"
)

// rotatedName is the name of a file that was rotated, with its parts: the name
// of the session's files, when, which one of that second, and the end.
var rotatedName = regexp.MustCompile(`^(.+\.messages)\.(\d{8}-\d{6})(?:\.(\d{1,6}))?\.log(\.gz|\.gz\.tmp)?$`)

// longestName bounds the names of files, as file systems do.
const longestName = 180

// FileName returns how the names of the files of a session begin, such as
// "FIX.4.4-SENDER-TARGET.messages". What cannot stand in the name of a file is
// written as % and two digits.
func FileName(session string) string {
	begin, rest, _ := strings.Cut(session, ":")
	rest = strings.ReplaceAll(rest, "//", "/")
	sender, target, _ := strings.Cut(rest, "->")
	var b strings.Builder
	escape(&b, begin)
	b.WriteByte('-')
	escape(&b, sender)
	b.WriteByte('-')
	escape(&b, target)
	name := b.String()
	if len(name) > longestName {
		name = strings.TrimRight(name[:longestName], "%0123456789ABCDEF") + "~" + hash(session)
	}
	return name + infix
}

// escape writes text as part of the name of a file.
func escape(b *strings.Builder, text string) {
	const hexDigits = "0123456789ABCDEF"
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '/':
			b.WriteByte('_')
		case c == ':':
			b.WriteByte('-')
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_+=@,", c) >= 0, c == '.' && i > 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
}

// hash tells sessions apart whose names are alike.
func hash(session string) string {
	sum := sha256.Sum256([]byte(session))
	return hex.EncodeToString(sum[:4])
}

// freeName returns a path for a file that is rotated now.
func freeName(dir, name string, now time.Time) (string, error) {
	stem := filepath.Join(dir, name+"."+now.UTC().Format(stampLayout))
	for i := range 1_000_000 {
		path := stem
		if i > 0 {
			path += "." + strconv.Itoa(i)
		}
		path += ".log"
		if free(path) && free(path+".gz") {
			return path, nil
		}
	}
	return "", errors.New("no free name for " + stem)
}

func free(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}
