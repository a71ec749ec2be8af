package quickfix

const (
	inCode    = "it is a matter of code"
	otherSQL  = "affix keeps messages in files or in Postgres, and logs them to files"
	bytesPEM  = "write the PEM to a file, and name it in TLS"
	logOnly   = "messages are logged to files, see MessageLog; events go to the Logger of the program"
	validates = "Policy"
)

// keysGo are those of quickfix-go.
var keysGo = []Key{
	{Name: "BeginString", Engines: all, To: "Dictionary"},
	{Name: "SenderCompID", Engines: all, To: "SenderCompID"},
	{Name: "SenderSubID", Engines: all, To: "SenderSubID"},
	{Name: "SenderLocationID", Engines: all, To: "SenderLocationID"},
	{Name: "TargetCompID", Engines: all, To: "TargetCompID"},
	{Name: "TargetSubID", Engines: all, To: "TargetSubID"},
	{Name: "TargetLocationID", Engines: all, To: "TargetLocationID"},
	{Name: "SessionQualifier", Engines: all, To: "Qualifier"},
	{Name: "DefaultApplVerID", Engines: all, To: "DefaultApplVerID, Dictionary"},
	{Name: "StartTime", Engines: all, To: "Schedule.Windows.Start"},
	{Name: "EndTime", Engines: all, To: "Schedule.Windows.End"},
	{Name: "StartDay", Engines: all, To: "Schedule.Windows.Start"},
	{Name: "EndDay", Engines: all, To: "Schedule.Windows.End"},
	{Name: "Weekdays", Engines: Go | J | N, To: "Schedule.Windows.Days"},
	{Name: "TimeZone", Engines: Go | J | N, To: "Schedule.Zone"},
	{Name: "TimeStampPrecision", Engines: all, To: "Precision"},
	{Name: "ResetOnLogon", Engines: all, To: "Reset: every-logon"},
	{Name: "RefreshOnLogon", Engines: all, Advice: "affix reads a store when it opens it, and keeps it: for two machines, " +
		"take the postgres store, which hands a session over to one of them"},
	{Name: "ResetOnLogout", Engines: all, To: "Reset: every-logon"},
	{Name: "ResetOnDisconnect", Engines: all, To: "Reset: every-logon"},
	{Name: "ResetSeqTime", Engines: Go, To: "Schedule.Resets"},

	{Name: "DataDictionary", Engines: all, To: "Dictionary"},
	{Name: "TransportDataDictionary", Engines: all, To: "Dictionary"},
	{Name: "AppDataDictionary", Engines: all, To: "Dictionary, Applications"},
	{Name: "RejectInvalidMessage", Engines: Go | J, To: validates},
	{Name: "AllowUnknownMsgFields", Engines: all, To: "Policy.UnknownTags, Policy.ForeignTags"},
	{Name: "ValidateUserDefinedFields", Engines: all, To: "Policy.UserTags"},
	{Name: "ValidateFieldsOutOfOrder", Engines: all, Advice: "a field of the body in the header, or the other way round, " +
		"is always refused: a message whose header does not end cannot be read safely"},
	{Name: "CheckLatency", Engines: all, To: "SendingTimeWindow"},
	{Name: "MaxLatency", Engines: all, To: "SendingTimeWindow"},

	{Name: "ReconnectInterval", Engines: all, To: "Reconnect.Min, Reconnect.Max", For: forInitiator},
	{Name: "LogoutTimeout", Engines: all, To: "LogoutTimeout"},
	{Name: "LogonTimeout", Engines: all, To: "LogonTimeout"},
	{Name: "HeartBtInt", Engines: all, To: "HeartBtInt", For: forInitiator},
	{Name: "SocketConnectHost", Engines: all, To: "Addresses", For: forInitiator},
	{Name: "SocketConnectPort", Engines: all, To: "Addresses", For: forInitiator},
	{Name: "SocketTimeout", Engines: Go, To: "DialTimeout", For: forInitiator},
	{Name: "ProxyType", Engines: Go | J, To: "Proxy.Type", For: forInitiator},
	{Name: "ProxyHost", Engines: Go | J, To: "Proxy.Address", For: forInitiator},
	{Name: "ProxyPort", Engines: Go | J, To: "Proxy.Address", For: forInitiator},
	{Name: "ProxyUser", Engines: Go | J, To: "Proxy.User", For: forInitiator},
	{Name: "ProxyPassword", Engines: Go | J, To: "Proxy.Password", For: forInitiator},

	{Name: "SocketAcceptHost", Engines: Go | N, To: "Address", For: forAcceptor},
	{Name: "SocketAcceptPort", Engines: all, To: "Address", For: forAcceptor},
	{Name: "HeartBtIntOverride", Engines: Go, For: forAcceptor,
		Advice: "an acceptor takes the HeartBtInt of the peer's Logon: settle it with him, or refuse the Logon in OnLogon"},
	{Name: "UseTCPProxy", Engines: Go, To: "ProxyProtocol", For: forAcceptor},
	{Name: "DynamicSessions", Engines: Go, To: "Dynamic", For: forAcceptor},
	{Name: "DynamicQualifier", Engines: Go, For: forAcceptor,
		Advice: "two sessions with the same identity cannot be told apart, and would share their numbers: give each its own CompID or SubID"},

	{Name: "SocketPrivateKeyFile", Engines: Go, To: "TLS.KeyFile"},
	{Name: "SocketCertificateFile", Engines: Go, To: "TLS.CertFile"},
	{Name: "SocketCAFile", Engines: Go, To: "TLS.CAFile"},
	{Name: "SocketPrivateKeyBytes", Engines: Go, Advice: bytesPEM + ".KeyFile"},
	{Name: "SocketCertificateBytes", Engines: Go, Advice: bytesPEM + ".CertFile"},
	{Name: "SocketCABytes", Engines: Go, Advice: bytesPEM + ".CAFile"},
	{Name: "SocketInsecureSkipVerify", Engines: Go, To: "TLS.InsecureSkipVerify", For: forInitiator},
	{Name: "SocketServerName", Engines: Go, To: "TLS.ServerName", For: forInitiator},
	{Name: "SocketMinimumTLSVersion", Engines: Go, To: "TLS.MinVersion"},
	{Name: "SocketUseSSL", Engines: Go | J, To: "TLS.Enabled"},

	{Name: "FileLogPath", Engines: all, To: "MessageLog.Dir"},
	{Name: "SQLLogDriver", Engines: Go, Advice: logOnly},
	{Name: "SQLLogDataSourceName", Engines: Go, Advice: logOnly},
	{Name: "SQLLogConnMaxLifetime", Engines: Go, Advice: logOnly},
	{Name: "MongoLogConnection", Engines: Go, Advice: logOnly},
	{Name: "MongoLogDatabase", Engines: Go, Advice: logOnly},
	{Name: "MongoLogReplicaSet", Engines: Go, Advice: logOnly},

	{Name: "PersistMessages", Engines: all, To: "Recovery: gap-fill"},
	{Name: "FileStorePath", Engines: all, To: "Store.Kind: file, Store.Dir"},
	{Name: "FileStoreSync", Engines: Go | J, To: "Store.File.Durability"},
	{Name: "SQLStoreDriver", Engines: Go, To: "Store.Kind: postgres"},
	{Name: "SQLStoreDataSourceName", Engines: Go, To: "Store.Postgres.DSN"},
	{Name: "SQLStoreConnMaxLifetime", Engines: Go, Advice: "is an option of the DSN: pool_max_conn_lifetime"},
	{Name: "SQLStoreMessagesTableName", Engines: Go, Advice: "the tables of affix are others; their names are in Store.Postgres.Tables"},
	{Name: "SQLStoreSessionsTableName", Engines: Go, Advice: "the tables of affix are others; their names are in Store.Postgres.Tables"},
	{Name: "MongoStoreConnection", Engines: Go, Advice: otherSQL},
	{Name: "MongoStoreDatabase", Engines: Go, Advice: otherSQL},
	{Name: "MongoStoreReplicaSet", Engines: Go, Advice: otherSQL},

	{Name: "ResendRequestChunkSize", Engines: Go | J | N, To: "ResendRequestChunk"},
	{Name: "EnableLastMsgSeqNumProcessed", Engines: Go | J | N, To: "LastProcessed"},
	{Name: "EnableNextExpectedMsgSeqNum", Engines: Go | J, To: "NextExpected"},
}
