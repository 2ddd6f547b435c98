import type { Secret } from '@sallyport/core'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import type { Settings } from './settings.ts'

/** What a newcomer sees: where the service is, and four requests to try. */
export function announcement(url: string, settings: Settings, demoKey?: Secret): string {
  const { adminToken, adminTokenIsNew, githubSecret } = settings
  const token = adminTokenIsNew ? adminToken.reveal() : '$ADMIN_TOKEN'
  const key = demoKey?.reveal() ?? '$API_KEY'
  const body = '{"zen":"Design for failure."}'
  const { headers } = sign(github, { secret: githubSecret, body })
  const signature = headers['x-hub-signature-256']
  return [
    `Listening on ${url}`,
    ...(adminTokenIsNew ? [`Admin token, shown this once: ${token}`] : []),
    ...(demoKey ? [`API key, shown this once: ${key}`] : []),
    '',
    'Try, in another terminal:',
    `  curl ${url}/health`,
    `  curl -H "Authorization: Bearer ${token}" ${url}/admin/whoami`,
    `  curl -H "X-API-Key: ${key}" ${url}/api/orders`,
    `  curl -H "Content-Type: application/json" -H "X-Hub-Signature-256: ${signature}" -d '${body}' ${url}/webhook/github`,
    '',
    'Each decision is written down below. Ctrl-C ends it.',
    '',
  ].join('\n')
}
