package prometheus_test

import (
	"fmt"

	client "github.com/prometheus/client_golang/prometheus"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/prometheus"
)

func ExampleNew() {
	engines := source{{Session: "FIX.4.4:DESK->VENUE", Counters: engine.Counters{MessagesIn: 17}}} // in practice an *engine.Acceptor
	registry := client.NewRegistry()
	registry.MustRegister(prometheus.New(engines))
	gathered, err := registry.Gather()
	if err != nil {
		fmt.Println(err)
	}
	for _, m := range gathered {
		if m.GetName() == "affix_session_messages_in_total" {
			fmt.Println(m.GetName(), m.GetMetric()[0].GetCounter().GetValue())
		}
	}
	// Output: affix_session_messages_in_total 17
}
