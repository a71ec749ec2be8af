package session

import "time"

// Range is a run of sequence numbers, both ends included.
type Range struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// Missing is what the peer has sent and we have not had.
type Missing struct {
	// Asked is what the open ResendRequest is about. It may reach further than
	// what is missing, as requests are open-ended unless configured otherwise.
	Asked Range `json:"asked"`
	// Since is when it was sent, or when the last of it came.
	Since time.Time `json:"since"`
	// Attempts is how often the same was asked for again.
	Attempts int `json:"attempts"`
	// Ranges are the gaps between the messages that are kept, in order. They are
	// bounded in number: the last one reaches to the last message seen.
	Ranges []Range `json:"ranges"`
}

// maxRanges bounds what Missing lists.
const maxRanges = 16

// Missing returns what is missing, nil if nothing is.
func (m *Machine) Missing() *Missing {
	if m.state != StateRecovering {
		return nil
	}
	out := &Missing{
		Asked:    Range{From: m.nextIn, To: m.gap.asked},
		Since:    m.gap.since,
		Attempts: m.gap.attempts,
	}
	from := m.nextIn
	for i, k := range m.kept.list {
		if k.seq > from {
			if len(out.Ranges) == maxRanges-1 && i < len(m.kept.list)-1 {
				break
			}
			out.Ranges = append(out.Ranges, Range{From: from, To: k.seq - 1})
		}
		from = k.seq + 1
	}
	if from <= m.gap.high {
		out.Ranges = append(out.Ranges, Range{From: from, To: m.gap.high})
	}
	return out
}
