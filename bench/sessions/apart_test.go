package sessions_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// apartEnv makes the test binary a venue: "impl id dir store".
const apartEnv = "AFFIX_BENCH_VENUE"

func TestMain(m *testing.M) {
	if arg := os.Getenv(apartEnv); arg != "" {
		if err := serveApart(strings.Split(arg, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveApart runs a venue that is told what to do on its standard input:
// "expect n" counts n orders and is answered by two lines when it counts, and
// when they are handled; "cpu" is answered by the processor time used. It ends
// with its input.
func serveApart(arg []string) error {
	if len(arg) != 4 {
		return errors.New("want impl, id, dir and store")
	}
	v, err := impls[arg[0]].listen(arg[1], arg[2], arg[3])
	if err != nil {
		return err
	}
	fmt.Println(v.address())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "cpu":
			fmt.Println(int64(cpu()))
		case "expect":
			n, err := strconv.Atoi(rest)
			if err != nil {
				return err
			}
			done, err := v.expect(n)
			if err != nil {
				return err
			}
			fmt.Println("counting")
			if err := <-done; err != nil {
				return err
			}
			fmt.Println("done")
		}
	}
	return v.close()
}

// apartVenue is a venue in a process of its own.
type apartVenue struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	at  string
}

func listenApart(name, id, dir, store string) (venue, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), apartEnv+"="+strings.Join([]string{name, id, dir, store}, "\n"))
	cmd.Stderr = os.Stderr
	v := &apartVenue{cmd: cmd}
	if v.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	v.out = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	v.at, err = v.line()
	return v, err
}

func (v *apartVenue) line() (string, error) {
	s, err := v.out.ReadString('\n')
	return strings.TrimSpace(s), err
}

func (v *apartVenue) ask(question string) (string, error) {
	if _, err := io.WriteString(v.in, question+"\n"); err != nil {
		return "", err
	}
	return v.line()
}

func (v *apartVenue) address() string { return v.at }

func (v *apartVenue) expect(n int) (<-chan error, error) {
	if _, err := v.ask(fmt.Sprint("expect ", n)); err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() {
		_, err := v.line()
		done <- err
	}()
	return done, nil
}

func (v *apartVenue) cpu() time.Duration {
	s, err := v.ask("cpu")
	if err != nil {
		return 0
	}
	ns, _ := strconv.ParseInt(s, 10, 64)
	return time.Duration(ns)
}

func (v *apartVenue) close() error {
	_ = v.in.Close()
	return v.cmd.Wait()
}
