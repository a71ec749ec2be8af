package quickfix_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine/config/quickfix"
)

// keyTests has what becomes of every key of quickfix-go. The session is an
// initiator, unless the key is one of acceptors.
var keyTests = []struct{ settings, want string }{
	{"BeginString=FIX.4.2", "Dictionary: FIX42"},
	{"SenderCompID=US", "SenderCompID: US # SenderCompID"},
	{"SenderSubID=NO", `SenderSubID: "NO" # SenderSubID`},
	{"SenderLocationID=01", `SenderLocationID: "01"`},
	{"TargetCompID=THEM", "TargetCompID: THEM"},
	{"TargetSubID=1e3", `TargetSubID: "1e3"`},
	{"TargetLocationID=LDN", "TargetLocationID: LDN"},
	{"SessionQualifier=Q", "Qualifier: Q # SessionQualifier"},
	{"BeginString=FIXT.1.1|DefaultApplVerID=FIX.5.0SP2", `Dictionary: FIX50SP2 # BeginString, DefaultApplVerID`},
	{"BeginString=FIXT.1.1|DefaultApplVerID=7", `DefaultApplVerID: "7"`},
	{"StartTime=08:00:00|EndTime=17:00:00", `Schedule: {Windows: [{Start: "08:00:00", End: "17:00:00"}]} # StartTime, EndTime`},
	{"StartTime=08:00:00|EndTime=17:00:00", "Reset: new-window"},
	{"StartDay=Sun|EndDay=Friday|StartTime=17:00:00|EndTime=16:30:00", `{Start: "Sunday 17:00:00", End: "Friday 16:30:00"}`},
	{"StartTime=08:00:00|EndTime=17:00:00|Weekdays=Mon,Tue", "{Days: [Monday, Tuesday], Start:"},
	{"StartTime=08:00:00|EndTime=17:00:00|TimeZone=Asia/Tokyo", "Schedule: {Zone: Asia/Tokyo, Windows:"},
	{"TimeStampPrecision=MICROS", "Precision: micros"},
	{"ResetOnLogon=Y", "Reset: every-logon # ResetOnLogon"},
	{"ResetOnLogon=N", "# ResetOnLogon (line 9): N is how it is without the setting"},
	{"RefreshOnLogon=Y", "# RefreshOnLogon (line 9): affix reads a store when it opens it"},
	{"ResetOnLogout=Y", "# ResetOnLogout (line 9): affix resets when the session logs on again"},
	{"ResetOnLogout=Y|ResetOnDisconnect=Y", "Reset: every-logon # ResetOnLogout, ResetOnDisconnect"},
	{"ResetOnDisconnect=Y", "Reset: every-logon # ResetOnDisconnect"},
	{"ResetSeqTime=21:00:00|TimeZone=Europe/London", `Schedule: {Zone: Europe/London, Resets: [{At: "21:00:00"}]}`},
	{"DataDictionary=spec/FIX44.xml", "# DataDictionary (line 9): the dictionary is built in"},
	{`DataDictionary=C:\venue.xml`, "what it does not have passes unchecked"},
	{"TransportDataDictionary=spec/FIXT11.xml", "# TransportDataDictionary (line 9): the dictionary is built in"},
	{"AppDataDictionary=spec/FIX50SP2.xml", "# AppDataDictionary (line 9): the dictionary is built in"},
	{"BeginString=FIXT.1.1|DefaultApplVerID=9|AppDataDictionary.FIX.5.0=a/FIX50.xml|AppDataDictionary.FIX.5.0SP1=b.xml", "Applications: [FIX50, FIX50SP1]"},
	{"RejectInvalidMessage=N|DataDictionary=FIX44.xml", "Policy: {UnknownTags: keep, UserTags: keep, ForeignTags: keep, UnknownValues: keep, EmptyValues: keep, GroupOrder: keep, Missing: keep}"},
	{"AllowUnknownMsgFields=Y|DataDictionary=FIX44.xml", "Policy: {UnknownTags: keep, ForeignTags: keep} # AllowUnknownMsgFields"},
	{"ValidateUserDefinedFields=N|DataDictionary=FIX44.xml", "Policy: {UserTags: keep} # ValidateUserDefinedFields"},
	{"ValidateFieldsOutOfOrder=N", "# ValidateFieldsOutOfOrder (line 9): a field of the body in the header"},
	{"CheckLatency=N|MaxLatency=3", `SendingTimeWindow: off # CheckLatency`},
	{"MaxLatency=30", "SendingTimeWindow: 30s # MaxLatency"},
	{"ReconnectInterval=5", "Reconnect: {Min: 5s, Max: 5s} # ReconnectInterval"},
	{"ReconnectInterval=1m30s", "Reconnect: {Min: 1m30s, Max: 1m30s}"},
	{"LogoutTimeout=3", "LogoutTimeout: 3s"},
	{"LogonTimeout=20", "LogonTimeout: 20s"},
	{"HeartBtInt=15", "HeartBtInt: 15s"},
	{"SocketConnectHost=::1|SocketConnectPort=7", `Addresses: ["[::1]:7"] # SocketConnectHost, SocketConnectPort`},
	{"SocketConnectHost1=b|SocketConnectPort1=2|SocketConnectHost2=c|SocketConnectPort2=3", `Addresses: ["h:1", "b:2", "c:3"]`},
	{"SocketTimeout=5s", "DialTimeout: 5s"},
	{"ProxyType=socks|ProxyHost=p|ProxyPort=1080|ProxyUser=u|ProxyPassword=w", `Proxy: {Type: socks5, Address: "p:1080", User: u, Password: w} # ProxyType, ProxyHost, ProxyPort`},
	{"ProxyHost=p", "ProxyHost"}, {"ProxyPort=1", "ProxyPort"}, {"ProxyUser=u", "ProxyUser"}, {"ProxyPassword=w", "ProxyPassword"},
	{"ConnectionType=acceptor|SocketAcceptHost=127.0.0.1|SocketAcceptPort=9", `Address: "127.0.0.1:9" # SocketAcceptPort, SocketAcceptHost`},
	{"SocketAcceptPort=9", "# SocketAcceptPort (line 9): is for acceptors"},
	{"SocketAcceptHost=127.0.0.1", "# SocketAcceptHost (line 9): is for acceptors"},
	{"ConnectionType=acceptor|SocketAcceptPort=9|HeartBtIntOverride=Y", "# HeartBtIntOverride (line 11): an acceptor takes the HeartBtInt of the peer's Logon"},
	{"ConnectionType=acceptor|SocketAcceptPort=9|UseTCPProxy=Y", "ProxyProtocol: {} # UseTCPProxy"},
	{"ConnectionType=acceptor|SocketAcceptPort=9|TargetCompID=|DynamicSessions=Y", "Dynamic: true # DynamicSessions"},
	{"ConnectionType=acceptor|SocketAcceptPort=9|DynamicSessions=Y", "Dynamic: true # DynamicSessions"},
	{"ConnectionType=acceptor|SocketAcceptPort=9|DynamicQualifier=Y", "# DynamicQualifier (line 11): two sessions with the same identity"},
	{"SocketPrivateKeyFile=key.pem|SocketCertificateFile=cert.pem", `TLS: {CertFile: "cert.pem", KeyFile: "key.pem"} # SocketCertificateFile, SocketPrivateKeyFile`},
	{"SocketUseSSL=Y|SocketCAFile=ca.pem", `TLS: {Enabled: true, CAFile: "ca.pem"} # SocketUseSSL, SocketCAFile`},
	{"SocketPrivateKeyBytes=x", "# SocketPrivateKeyBytes (line 9): write the PEM to a file"},
	{"SocketCertificateBytes=x", "# SocketCertificateBytes (line 9): write the PEM to a file"},
	{"SocketCABytes=x", "# SocketCABytes (line 9): write the PEM to a file"},
	{"SocketUseSSL=Y|SocketInsecureSkipVerify=Y|SocketServerName=venue", "TLS: {Enabled: true, ServerName: venue, InsecureSkipVerify: true}"},
	{"SocketUseSSL=Y|SocketMinimumTLSVersion=TLS12", "MinVersion: '1.2'"},
	{"FileLogPath=log", "MessageLog: {Dir: log} # FileLogPath"},
	{"SQLLogDriver=x", "# SQLLogDriver (line 9): messages are logged to files"},
	{"SQLLogDataSourceName=x", "# SQLLogDataSourceName (line 9): messages"},
	{"SQLLogConnMaxLifetime=1s", "# SQLLogConnMaxLifetime (line 9): messages"},
	{"MongoLogConnection=x", "# MongoLogConnection (line 9): messages"},
	{"MongoLogDatabase=x", "# MongoLogDatabase (line 9): messages"},
	{"MongoLogReplicaSet=x", "# MongoLogReplicaSet (line 9): messages"},
	{"PersistMessages=N", "Recovery: gap-fill # PersistMessages"},
	{"FileStorePath=a b", `Store: {Kind: file, Dir: "a b"} # FileStorePath`},
	{"FileStorePath=s|FileStoreSync=N", "Store: {Kind: file, Dir: s, File: {Durability: async}} # FileStorePath, FileStoreSync"},
	{"SQLStoreDriver=pgx|SQLStoreDataSourceName=postgres://u:p@h/d", `Store: {Kind: postgres, Postgres: {Migrate: true, DSN: "postgres://u:p@h/d"}}`},
	{"SQLStoreDriver=sqlite3", "# SQLStoreDriver (line 9): there is no store for sqlite3"},
	{"SQLStoreDriver=pgx|SQLStoreDataSourceName=x|SQLStoreConnMaxLifetime=1h", "pool_max_conn_lifetime=1h"},
	{"SQLStoreMessagesTableName=x", "# SQLStoreMessagesTableName (line 9): the tables of affix are others"},
	{"SQLStoreSessionsTableName=x", "# SQLStoreSessionsTableName (line 9): the tables of affix are others"},
	{"MongoStoreConnection=x", "# MongoStoreConnection (line 9): affix keeps messages in files or in Postgres"},
	{"MongoStoreDatabase=x", "# MongoStoreDatabase (line 9): affix keeps messages"},
	{"MongoStoreReplicaSet=x", "# MongoStoreReplicaSet (line 9): affix keeps messages"},
	{"ResendRequestChunkSize=50", "ResendRequestChunk: 50"},
	{"EnableLastMsgSeqNumProcessed=Y", "LastProcessed: true"},
	{"EnableNextExpectedMsgSeqNum=Y", "NextExpected: true"},
}

// session is a settings file of one session, with more settings from line 9 on.
func session(settings string) string {
	text := "[DEFAULT]\n[SESSION]\nConnectionType=initiator\nBeginString=FIX.4.4\nSenderCompID=A\nTargetCompID=B\n" +
		"SocketConnectHost=h\nSocketConnectPort=1\n"
	return text + strings.ReplaceAll(settings, "|", "\n") + "\n"
}

func TestKeysGo(t *testing.T) {
	t.Parallel()
	for _, tt := range keyTests {
		f := quickfix.Import("old.cfg", []byte(session(tt.settings)))
		if len(f.Problems) > 0 {
			t.Errorf("%s: %v", tt.settings, f.Problems)
		}
		if !strings.Contains(string(f.YAML), tt.want) {
			t.Errorf("%s: got\n%s\nwant %s", tt.settings, f.YAML, tt.want)
		}
	}
	for _, k := range quickfix.Keys() {
		if k.Engines&quickfix.Go == 0 {
			continue
		}
		if !slices.ContainsFunc(keyTests, func(tt struct{ settings, want string }) bool {
			return slices.ContainsFunc(strings.Split(tt.settings, "|"), func(s string) bool { return strings.HasPrefix(s, k.Name+"=") })
		}) {
			t.Errorf("no test for %s", k.Name)
		}
	}
}

// TestKeys: every key has a setting or advice, each once, and comes out as the
// one or the other.
func TestKeys(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range quickfix.Keys() {
		if seen[strings.ToLower(k.Name)] {
			t.Errorf("%s is listed twice", k.Name)
		}
		seen[strings.ToLower(k.Name)] = true
		if k.To == "" && k.Advice == "" || k.Engines == 0 {
			t.Errorf("%s: nothing is said of it", k.Name)
		}
		f := quickfix.Import("old.cfg", []byte(session(k.Name+"=x")))
		told := slices.ContainsFunc(f.Problems, func(p quickfix.Problem) bool { return p.Key == k.Name })
		if !told && !strings.Contains(string(f.YAML), k.Name) {
			t.Errorf("%s is left out:\n%s", k.Name, f.YAML)
		}
		if strings.Contains(string(f.YAML), "no QuickFIX engine has this key") {
			t.Errorf("%s is not known:\n%s", k.Name, f.YAML)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"", "line 1: there is no [SESSION]"},
		{"A=b", "line 1: A: stands before the first section"},
		{"[DEFAULT]\nnonsense", `line 2: "nonsense" is neither key=value nor a section`},
		{"[SESION]\nA=b", `line 1: "[SESION]" is no section`},
		{session("HeartBtInt=x"), `line 9: HeartBtInt: "x" is no whole number from 1 on`},
		{session("ResetOnLogon=maybe"), `line 9: ResetOnLogon: "maybe" is neither Y nor N`},
		{session("StartTime=8"), `line 9: StartTime: "8" is no time`},
		{session("StartTime=08:00:00"), `EndTime: is missing`},
		{session("Weekdays=Mon"), `line 9: Weekdays: needs StartTime and EndTime`},
		{session("StartTime=08:00:00\nEndTime=17:00:00\nWeekdays=Mon\nStartDay=Mon"), `line 11: Weekdays: cannot stand beside`},
		{session("TimeZone=Mars/Base"), `line 9: TimeZone: there is no time zone "Mars/Base"`},
		{session("BeginString=FIX.9"), `line 9: BeginString: "FIX.9" is none of`},
		{session("BeginString=FIXT.1.1"), `DefaultApplVerID: is missing`},
		{session("ConnectionType=both"), `line 9: ConnectionType: "both" is neither`},
		{session("SocketConnectHost1=x"), `SocketConnectHost1: host and port belong together`},
		{session("TimeStampPrecision=DAYS"), `line 9: TimeStampPrecision: "DAYS" is none of`},
		{session("SQLStoreDriver=postgres"), `line 9: SQLStoreDriver: SQLStoreDataSourceName is missing`},
	} {
		f := quickfix.Import("old.cfg", []byte(tt.text))
		if !slices.ContainsFunc(f.Problems, func(p quickfix.Problem) bool { return strings.Contains(p.Error(), tt.want) }) {
			t.Errorf("got %v, want %s", f.Problems, tt.want)
		}
	}
	f := quickfix.Import("old.cfg", []byte(session("ReconectInterval=3\nheartbtint=7")))
	for _, want := range []string{"# ReconectInterval (line 9): no QuickFIX engine has this key: did you mean ReconnectInterval?", "HeartBtInt: 7s # heartbtint"} {
		if !strings.Contains(string(f.YAML), want) {
			t.Errorf("got\n%s\nwant %s", f.YAML, want)
		}
	}
}

// TestDefaults: what all sessions have from [DEFAULT] stands in the defaults,
// and each line says where it comes from.
func TestDefaults(t *testing.T) {
	t.Parallel()
	f := quickfix.Import("dir/old.cfg", []byte("[DEFAULT]\nConnectionType=initiator\nBeginString=FIX.4.4\nSenderCompID=A\nHeartBtInt=20\n"+
		"DataDictionary=FIX44.xml\nSocketConnectHost=h\nReconnectInterval=7\n\n[SESSION]\nTargetCompID=B\nSocketConnectPort=1\n\n"+
		"[Session]\r\nTargetCompID = C\r\nSocketConnectPort=2\r\nHeartBtInt=10\r\n"))
	const want = `# Made from old.cfg of QuickFIX. Comments name its keys and lines.
defaults:
  # DataDictionary (line 6): the dictionary is built in; if the file was changed, see docs/migrating-from-quickfix-go.md
  # no store is named: QuickFIX takes that of the code; for one that lasts, write Store: {Kind: file, Dir: /var/lib/fix}
  Role: initiator # ConnectionType
  SenderCompID: A # SenderCompID
  Dictionary: FIX44 # BeginString
  Reconnect: {Min: 7s, Max: 7s} # ReconnectInterval
  Store: {Kind: memory}
sessions:
  - TargetCompID: B # TargetCompID
    Addresses: ["h:1"] # SocketConnectHost, SocketConnectPort
    HeartBtInt: 20s # HeartBtInt
  - TargetCompID: C # TargetCompID
    Addresses: ["h:2"] # SocketConnectHost, SocketConnectPort
    HeartBtInt: 10s # HeartBtInt
`
	if got := string(f.YAML); got != want || len(f.Problems) > 0 {
		t.Errorf("got\n%s%v\nwant\n%s", f.YAML, f.Problems, want)
	}
	if got, want := f.Lines[10], 11; got != want {
		t.Errorf("line 11 comes from %d, want %d", got, want)
	}
}

func FuzzImport(f *testing.F) {
	for _, tt := range keyTests {
		f.Add(session(tt.settings))
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := quickfix.Import("x.cfg", []byte(text))
		if lines := strings.Count(string(got.YAML), "\n"); lines != len(got.Lines) {
			t.Errorf("%d lines, of which %d are known", lines, len(got.Lines))
		}
	})
}
