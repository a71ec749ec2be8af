package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/affixgo/affix/examples/trade/audit"
	"github.com/affixgo/affix/examples/trade/client"
	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/examples/trade/venue"
)

// verify compares the ledgers that the two processes left, prints the totals of
// the last run and the verdict, and returns an error unless both sides agree.
func verify(dir string, out io.Writer) error {
	ofClient, err := ledger.Read(filepath.Join(dir, client.LedgerName))
	if err != nil {
		return err
	}
	ofVenue, err := ledger.Read(filepath.Join(dir, venue.JournalName))
	if err != nil {
		return err
	}
	all := audit.Compare(ofClient, ofVenue)
	last := audit.Compare(audit.LastRun(ofClient), audit.LastRun(ofVenue))
	printTotals(out, audit.Sum(audit.LastRun(ofClient)))
	fmt.Fprintln(out)
	if !all.OK() {
		fmt.Fprintf(out, "NOT VERIFIED: reports lost: %d, applied twice: %d, other differences: %d\n",
			len(all.Lost), len(all.Twice), len(all.Differs))
		printSome(out, "lost", all.Lost)
		printSome(out, "applied twice", all.Twice)
		printSome(out, "different", all.Differs)
		return errors.New("the two sides do not agree")
	}
	fmt.Fprintf(out, "Verified: %d requests, %d reports, %d orders, both sides agree on every one of them;\n",
		last.Requests, last.Reports, last.Orders)
	fmt.Fprintf(out, "          reports lost: 0, applied twice: 0 (delivered again and recognised: %s;\n", count(last.Again, "report"))
	fmt.Fprintf(out, "          sent again and recognised: %s).\n", count(last.Statuses, "request"))
	if all.Requests > last.Requests {
		fmt.Fprintf(out, "          With all earlier runs: %d requests, %d reports, %d orders.\n",
			all.Requests, all.Reports, all.Orders)
	}
	return nil
}

// printSome prints the first few of what is wrong.
func printSome(out io.Writer, what string, list []string) {
	const most = 10
	for _, text := range list[:min(len(list), most)] {
		fmt.Fprintf(out, "  %s: %s\n", what, text)
	}
	if len(list) > most {
		fmt.Fprintf(out, "  %s and %d more\n", strings.Repeat(".", 3), len(list)-most)
	}
}
