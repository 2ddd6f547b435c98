import type { Secret } from '@sallyport/core'
import { signatureOf } from './guards.ts'
import type { Settings } from './settings.ts'

/** What a newcomer sees: where the service is, and four requests to try. */
export function announcement(url: string, settings: Settings, demoKey?: Secret): string {
  const { adminToken, adminTokenIsNew, hookSecret } = settings
  const token = adminTokenIsNew ? adminToken.reveal() : '$ADMIN_TOKEN'
  const key = demoKey?.reveal() ?? '$API_KEY'
  const body = '{"hello":"world"}'
  const signature = signatureOf(hookSecret, Buffer.from(body))
  return [
    `Listening on ${url}`,
    ...(adminTokenIsNew ? [`Admin token, shown this once: ${token}`] : []),
    ...(demoKey ? [`API key, shown this once: ${key}`] : []),
    '',
    'Try, in another terminal:',
    `  curl ${url}/health`,
    `  curl -H "Authorization: Bearer ${token}" ${url}/admin/whoami`,
    `  curl -H "X-API-Key: ${key}" ${url}/api/orders`,
    `  curl -H "Content-Type: application/json" -H "X-Signature: ${signature}" -d '${body}' ${url}/hook/newcomer`,
    '',
    'Each decision is written down below. Ctrl-C ends it.',
    '',
  ].join('\n')
}
