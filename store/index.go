package store

import "sort"

// place is where a message's record begins: a segment (or memory block) and the
// offset in it.
type place struct{ seg, off uint32 }

// run says that the entries from ordinal at on belong to consecutive numbers
// beginning with seq, up to the next run.
type run struct {
	seq uint64
	at  int
}

const (
	pageBits = 12
	pageSize = 1 << pageBits
)

// index finds the place of a message by number: 8 bytes a message without
// pointers, and 16 bytes for each jump in the numbers, so that a jump of a
// million costs no more than one of two. The zero value is empty. Ordinals count
// entries from the first ever added and stay what they are when old ones go.
type index struct {
	runs  []run     // ascending in both fields; runs[0] holds ordinal first
	pages [][]place // all but the last are full
	base  int       // ordinal of pages[0][0], a multiple of pageSize
	first int       // ordinal of the oldest entry kept
	next  int       // ordinal of the entry to come
}

func (x *index) len() int { return x.next - x.first }

// add puts the place of message seq behind the others; seq must be above them.
func (x *index) add(seq uint64, p place) {
	if n := len(x.runs); n == 0 || x.runs[n-1].seq+uint64(x.next-x.runs[n-1].at) != seq {
		x.runs = append(x.runs, run{seq, x.next})
	}
	last := len(x.pages) - 1
	if last < 0 || len(x.pages[last]) == pageSize {
		var page []place // the first grows with its content: most sessions are short
		if last >= 0 {
			page = make([]place, 0, pageSize)
		}
		x.pages = append(x.pages, page)
		last++
	}
	x.pages[last] = append(x.pages[last], p)
	x.next++
}

func (x *index) at(ord int) place {
	i := ord - x.base
	return x.pages[i>>pageBits][i&(pageSize-1)]
}

// run returns the first number of run i and how many entries it has.
func (x *index) run(i int) (seq uint64, n int) {
	r := x.runs[i]
	from, end := max(r.at, x.first), x.next
	if i+1 < len(x.runs) {
		end = x.runs[i+1].at
	}
	return r.seq + uint64(from-r.at), end - from
}

// ordinal returns the first entry at or above seq and its run; at x.next there
// is none.
func (x *index) ordinal(seq uint64) (ord, r int) {
	r = sort.Search(len(x.runs), func(i int) bool { return x.runs[i].seq > seq }) - 1
	if r < 0 {
		return x.first, 0
	}
	end := x.next
	if r+1 < len(x.runs) {
		end = x.runs[r+1].at
	}
	jump := seq - x.runs[r].seq
	if jump >= uint64(end-x.runs[r].at) {
		return end, r + 1
	}
	return max(x.runs[r].at+int(jump), x.first), r
}

// find returns the number and ordinal of the first message at or above seq.
func (x *index) find(seq uint64) (uint64, int, bool) {
	ord, r := x.ordinal(seq)
	if ord >= x.next {
		return 0, 0, false
	}
	return x.runs[r].seq + uint64(ord-x.runs[r].at), ord, true
}

// truncate forgets the messages at and above seq.
func (x *index) truncate(seq uint64) {
	ord, _ := x.ordinal(seq)
	if ord <= x.first {
		*x = index{}
		return
	}
	x.next = ord
	for n := len(x.runs); x.runs[n-1].at >= ord; n-- {
		x.runs = x.runs[:n-1]
	}
	i := ord - 1 - x.base
	x.pages = x.pages[:i>>pageBits+1]
	x.pages[i>>pageBits] = x.pages[i>>pageBits][:i&(pageSize-1)+1]
}

// dropOldest forgets the message with the lowest number.
func (x *index) dropOldest() {
	x.first++
	if x.first == x.next {
		*x = index{}
		return
	}
	if len(x.runs) > 1 && x.runs[1].at <= x.first {
		x.runs = x.runs[1:]
	}
	if x.first-x.base == pageSize {
		x.pages = x.pages[1:]
		x.base += pageSize
	}
}
