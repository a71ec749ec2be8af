package messagelog

import (
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"
)

// packer compresses files that were rotated, and removes those that are not
// kept any more, in a goroutine that ends when there is nothing to do.
type packer struct {
	cfg *Config

	mu      sync.Mutex
	jobs    []job
	working bool
	idle    sync.WaitGroup
}

// job is a file to be compressed, and the name of its session's files.
type job struct{ path, name string }

// start takes up what an earlier process has left.
func (p *packer) start(cfg *Config) error {
	p.cfg = cfg
	entries, err := os.ReadDir(cfg.Dir)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, e := range entries {
		m := rotatedName.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		path := filepath.Join(cfg.Dir, e.Name())
		switch {
		case m[4] == ".gz.tmp":
			_ = os.Remove(path) // its file is still there
		case m[4] == "" && !cfg.Plain:
			p.pack(path, m[1])
		case !names[m[1]]:
			names[m[1]] = true
			p.pack("", m[1]) // to remove what is too old
		}
	}
	return nil
}

// pack compresses a file in the background, "" none, and removes old ones.
func (p *packer) pack(path, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs = append(p.jobs, job{path, name})
	if !p.working {
		p.working = true
		p.idle.Add(1)
		go p.work()
	}
}

func (p *packer) work() {
	defer p.idle.Done()
	for {
		p.mu.Lock()
		if len(p.jobs) == 0 {
			p.working = false
			p.mu.Unlock()
			return
		}
		j := p.jobs[0]
		p.jobs = p.jobs[1:]
		p.mu.Unlock()
		var err error
		if j.path != "" && !p.cfg.Plain {
			err = compress(j.path)
		}
		if err = errors.Join(err, p.retain(j.name, time.Now())); err != nil {
			p.cfg.Logger.Warn("a rotated message log", "file", cmp.Or(j.path, j.name), "error", err)
		}
	}
}

// compress replaces a file by a compressed one. Whenever it is cut short, one of
// the two is there and whole.
func compress(path string) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	tmp := path + ".gz.tmp"
	out, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(out)
	_, err = io.Copy(z, in)
	err = errors.Join(err, z.Close(), out.Sync(), out.Close())
	if err == nil {
		err = os.Rename(tmp, path+".gz")
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return os.Remove(path)
}

// rotated is a file that was rotated.
type rotated struct {
	path string
	at   time.Time
	n    int
}

// retain removes the files of a session that are too many or too old.
func (p *packer) retain(name string, now time.Time) error {
	entries, err := os.ReadDir(p.cfg.Dir)
	if err != nil {
		return err
	}
	var all []rotated
	for _, e := range entries {
		m := rotatedName.FindStringSubmatch(e.Name())
		if m == nil || m[1] != name || m[4] == ".gz.tmp" {
			continue
		}
		at, err := time.Parse(stampLayout, m[2])
		if err != nil {
			continue
		}
		n, _ := strconv.Atoi(m[3])
		all = append(all, rotated{filepath.Join(p.cfg.Dir, e.Name()), at, n})
	}
	slices.SortFunc(all, func(a, b rotated) int { // the newest first
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.n, a.n))
	})
	var errs []error
	for i, r := range all {
		tooMany := p.cfg.Keep > 0 && i >= p.cfg.Keep
		tooOld := p.cfg.KeepFor > 0 && now.Sub(r.at) > p.cfg.KeepFor
		if tooMany || tooOld {
			errs = append(errs, os.Remove(r.path))
		}
	}
	return errors.Join(errs...)
}
