import type { Secret } from '@sallyport/core'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import type { Settings } from './settings.ts'

/** What only the started service knows. */
export interface Started {
  readonly demoKey: Secret | undefined
  /** Of the port of its own, where there is one. */
  readonly metricsUrl: string | undefined
}

/** What a newcomer sees: where the service is, and four requests to try. */
export function announcement(
  url: string,
  settings: Settings,
  { demoKey, metricsUrl }: Started,
): string {
  const { adminToken, adminTokenIsNew, githubSecret, auditDir } = settings
  const token = adminTokenIsNew ? adminToken.reveal() : '$ADMIN_TOKEN'
  const key = demoKey?.reveal() ?? '$API_KEY'
  const body = '{"zen":"Design for failure."}'
  const { headers } = sign(github, { secret: githubSecret, body })
  const signature = headers['x-hub-signature-256']
  return [
    `Listening on ${url}`,
    `Metrics on ${metricsUrl ?? `${url}/metrics, for who may see them`}`,
    auditDir === undefined
      ? 'The audit log is in memory, signed with a key made up now: set AUDIT_DIR to keep it.'
      : `The audit log is in ${auditDir}`,
    ...(adminTokenIsNew ? [`Admin token, shown this once: ${token}`] : []),
    ...(demoKey ? [`API key, shown this once: ${key}`] : []),
    '',
    'Try, in another terminal:',
    `  curl ${url}/health`,
    `  curl -H "Authorization: Bearer ${token}" ${url}/admin/whoami`,
    `  curl -H "X-API-Key: ${key}" ${url}/api/orders`,
    `  curl -H "Content-Type: application/json" -H "X-Hub-Signature-256: ${signature}" -d '${body}' ${url}/webhook/github`,
    '',
    'What the audit log gets is printed below. Ctrl-C ends it.',
    '',
  ].join('\n')
}
