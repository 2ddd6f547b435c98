/** Labels that Prometheus gives itself, or gives a meaning. All with a leading underscore are reserved too. */
export const reservedLabels: readonly string[] = ['instance', 'job', 'le', 'quantile']

/**
 * Labels that name a person, or have as many values as there are people, sessions or requests: they
 * belong in an audit log or a trace. However they are cased and hyphenated: `userId` is `user_id`.
 */
export const personalLabels: readonly string[] = [
  ...['user', 'user_id', 'user_name', 'full_name', 'first_name', 'last_name', 'login_name'],
  ...['email', 'email_address', 'mail', 'phone', 'phone_number', 'address', 'birthday'],
  ...['ip', 'ip_address', 'client_ip', 'remote_ip', 'remote_addr', 'remote_address', 'peer_ip'],
  ...['ssn', 'iban', 'card_number', 'credit_card', 'account_id', 'customer_id', 'device_id'],
  ...['password', 'secret', 'token', 'access_token', 'api_key', 'authorization', 'cookie'],
  ...['session', 'session_id', 'request_id', 'trace_id', 'span_id', 'user_agent'],
]

const bare = (name: string): string => name.replaceAll('_', '').toLowerCase()
const personal = new Set(personalLabels.map(bare))

/** What is wrong with a label's name, if something is. */
export function labelMistake(name: string): string | undefined {
  if (name.startsWith('_') || reservedLabels.includes(name)) return 'is reserved'
  if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name)) return 'must be letters, digits and underscores'
  if (personal.has(bare(name))) return 'is personal; audit logs and traces are for that'
  return undefined
}
