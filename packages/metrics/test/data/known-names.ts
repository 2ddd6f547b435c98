/** A name that programs, dashboards and rules knew before there was this package. */
export interface KnownName {
  /** The first word that the program puts before all of its names. */
  readonly prefix: '' | 'mira' | 'meatymusic'
  readonly name: string
  /** The one definition that it stands for. */
  readonly id: string
  readonly labels?: readonly string[]
}

type Row = readonly [name: string, id: string, ...labels: string[]]

const rows = (prefix: KnownName['prefix'], table: readonly Row[]): readonly KnownName[] =>
  table.map(([name, id, ...labels]) => ({ prefix, name, id, labels }))

const mira: readonly Row[] = [
  ['api_key.validation_attempts', 'api_key.validation_attempts'],
  ['api_key.validation_failures', 'api_key.validation_failures'],
  ['webhook.auth_success', 'webhook.auth_success'],
  ['webhook.auth_failed', 'webhook.auth_failed'],
  ['webhook.requests', 'webhook.requests', 'service'],
  ['webhook.success', 'webhook.success', 'service'],
  ['webhook.errors', 'webhook.errors', 'service'],
  ['webhook.handler_duration', 'webhook.handler_duration', 'service'],
  ['airtable.connection_attempts', 'airtable.connection_attempts'],
  ['airtable.connection_successes', 'airtable.connection_successes'],
  ['airtable.sync_attempts', 'airtable.sync_attempts', 'data_type'],
  ['airtable.sync_successes', 'airtable.sync_successes', 'data_type'],
  ['airtable.sync_failures', 'airtable.sync_failures', 'reason'],
  ['mira_auth_attempts_total', 'auth.attempts', 'result'],
  ['mira_api_key_validations', 'api_key.validation_attempts'],
  ['mira_webhook_duration_seconds', 'webhook.handler_duration', 'handler', 'status'],
  ['mira_webhook_requests_total', 'webhook.requests', 'handler', 'status'],
  ['mira_webhook_errors_total', 'webhook.errors'],
  ['mira_airtable_sync_errors_total', 'airtable.sync_errors', 'operation'],
  ['mira_airtable_connection_attempts', 'airtable.connection_attempts'],
  ['mira_uptime_seconds', 'health.uptime'],
  ['mira_health_status', 'health.status'],
  ['mira_dependency_health', 'health.dependency_health', 'dependency'],
]

const person = ['user_id', 'instance']
const meatymusic: readonly Row[] = [
  [
    'meatymusic_security_boundary_violations_total',
    'security.boundary_violations',
    ...['violation_type', 'table_name', ...person],
  ],
  ['meatymusic_auth_failures_total', 'auth.failures', 'auth_method', 'failure_reason', 'instance'],
  ['meatymusic_auth_attempts_total', 'auth.attempts', 'auth_method', 'instance'],
  ['meatymusic_security_contexts_active', 'security.contexts_active'],
  ['meatymusic_rls_policy_applied_total', 'rls.policy_applied'],
  [
    'meatymusic_security_query_duration_seconds',
    'security.query_duration',
    ...['query_type', 'table_name', 'instance'],
  ],
  ['meatymusic_rls_overhead_seconds', 'rls.overhead', 'operation_type', 'instance'],
  [
    'meatymusic_security_context_creation_duration_seconds',
    ...(['security.context_creation_duration', 'instance'] as const),
  ],
  [
    'meatymusic_security_context_validation_duration_seconds',
    ...(['security.context_validation_duration', 'instance'] as const),
  ],
  ['meatymusic_security_memory_usage_bytes', 'security.memory_usage', 'component', 'instance'],
  ['meatymusic_security_cache_hits_total', 'security.cache_hits'],
  ['meatymusic_db_pool_connections_active', 'db.pool_connections_active', 'instance'],
  ['meatymusic_db_pool_connections_idle', 'db.pool_connections_idle', 'instance'],
]

const scoped: readonly Row[] = [
  ['scope_requests_total', 'scopes.decisions'],
  ['scope_usage_total', 'scopes.decisions'],
  ['scope_latency_seconds', 'scopes.request_duration'],
  ['scope_rate_limits_total', 'limits.decisions'],
  ['audit_events_total', 'audit.events'],
  ['auth_failures', 'auth.failures'],
  ['ws_connections_total', 'ws.connections'],
  ['ws_messages_total', 'ws.messages'],
]

const security: readonly Row[] = [
  ['http_requests_total', 'http.requests'],
  ['security_attacks_blocked_total', 'security.attacks_blocked', 'attack_type', 'severity'],
  ['security_threats_detected_total', 'security.threats_detected', 'threat_type', 'source'],
  ['security_threat_score_distribution', 'security.threat_score_distribution'],
  ['security_attack_score_distribution', 'security.attack_score_distribution'],
  ['security_risk_score_distribution', 'security.risk_score_distribution'],
  ['security_auth_failures_total', 'auth.failures', 'auth_method', 'failure_reason'],
  ['security_authz_denials_total', 'security.authz_denials', 'resource', 'action'],
  ['security_active_sessions_current', 'security.active_sessions_current'],
  ['security_rate_limit_violations_total', 'limits.violations', 'route'],
  ['security_captcha_successes_total', 'security.captcha_successes'],
  ['security_captcha_failures_total', 'security.captcha_failures'],
  ['security_honeypot_hits_total', 'security.honeypot_hits'],
  ['security_suspicious_patterns_total', 'security.suspicious_patterns'],
  ['security_incident_escalations_total', 'security.incident_escalations'],
  ['security_ip_blocks_total', 'security.ip_blocks'],
  ['security_waf_rules_triggered_total', 'security.waf_rules_triggered'],
  ['security_intrusion_attempts_total', 'security.intrusion_attempts'],
  ['security_detection_latency_seconds', 'security.detection_latency'],
  ['security_detection_latency_seconds_bucket', 'security.detection_latency'],
  ['security_response_time_seconds', 'security.response_time'],
  ['security_mitigation_time_seconds', 'security.mitigation_time'],
  ['security_mean_time_to_detect_seconds', 'security.mean_time_to_detect'],
  ['security_mean_time_to_respond_seconds', 'security.mean_time_to_respond'],
  ['security_mean_time_to_remediate_seconds', 'security.mean_time_to_remediate'],
  ['security_true_positives_total', 'security.true_positives'],
  ['security_false_positives_total', 'security.false_positives'],
  ['security_true_negatives_total', 'security.true_negatives'],
  ['security_false_negatives_total', 'security.false_negatives'],
  [
    'security_true_positive_rate_percent',
    ...(['security.true_positive_percentage', 'detection_type'] as const),
  ],
  [
    'security_false_positive_rate_percent',
    ...(['security.false_positive_percentage', 'detection_type'] as const),
  ],
  ['security_true_positive_rate_ratio', 'security.true_positive_rate', 'detection_type'],
  ['security_false_positive_rate_ratio', 'security.false_positive_rate', 'detection_type'],
  ['security_anomalies_detected_total', 'security.anomalies_detected'],
  ['security_threat_level_current', 'security.threat_level_current'],
  ['security_active_threats_current', 'security.active_threats_current', 'threat_type'],
  ['security_blocked_ips_current', 'security.blocked_ips_current'],
  [
    'security_compliance_score_current',
    ...(['security.compliance_score_current', 'compliance_standard'] as const),
  ],
  [
    'security_vulnerability_count_current',
    ...(['security.vulnerability_count_current', 'severity'] as const),
  ],
  ['security_detection_coverage_percent', 'security.detection_coverage_percentage'],
  ['security_detection_coverage_ratio', 'security.detection_coverage'],
  ['security_response_readiness_score', 'security.response_readiness_score'],
  ['security_alerts_pending_current', 'security.alerts_pending_current'],
  ['security_audit_events_total', 'audit.events'],
  ['security_compliance_violations_total', 'security.compliance_violations'],
  ['security_policy_updates_total', 'security.policy_updates'],
  ['security_policy_version_info', 'security.policy_version'],
]

/** Every name that is exported, dotted or spelt as Prometheus does. */
export const knownNames: readonly KnownName[] = [
  ...rows('mira', mira),
  ...rows('meatymusic', meatymusic),
  ...rows('', scoped),
  ...rows('', security),
]

/** Labels that are not kept as they were, and why. */
export const otherLabels: Readonly<Record<string, string>> = {
  user_id: 'names a person: the audit log has it',
  instance: "is the scraper's, which would call ours exported_instance",
  handler: 'is `service`',
  status: 'is webhook.success and webhook.errors',
}

/** Lines on the wire, and what Prometheus is to make of them. */
export const knownLines: readonly (readonly [line: string, id: string, labels: object])[] = [
  ['mira.auth.attempts.success:1|c', 'auth.attempts', { result: 'success' }],
  ['mira.webhook.github.duration:125|ms', 'webhook.handler_duration', { service: 'github' }],
  ['mira.airtable.sync.errors:1|c|#operation:create', 'airtable.sync_errors', {}],
]

/** Names that no definition of ours may have, with the reason: each is looked for, and not found. */
export const namesOfNobody: Readonly<Record<string, string>> = {
  'requests.processed': "a program's own, of plainMetrics",
  'queue.size': "a program's own, of plainMetrics",
  'operation.duration': "a program's own, of plainMetrics",
  'database.query': "a program's own, of plainMetrics",
  rate_limit_hits: 'a condition of an alert, whose rule comes with monitoring: limits.violations',
  sql_injection_blocked:
    'a condition of an alert, whose rule comes with monitoring: security.attacks_blocked{attack_type="sql_injection"}',
}
