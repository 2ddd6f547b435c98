import { signatureOf } from './guards.ts'
import type { Settings } from './settings.ts'

/** What a newcomer sees: where the service is, and three requests to try. */
export function announcement(url: string, settings: Settings): string {
  const { adminToken, adminTokenIsNew, hookSecret } = settings
  const token = adminTokenIsNew ? adminToken.reveal() : '$ADMIN_TOKEN'
  const body = '{"hello":"world"}'
  const signature = signatureOf(hookSecret, Buffer.from(body))
  return [
    `Listening on ${url}`,
    ...(adminTokenIsNew ? [`Admin token, shown this once: ${token}`] : []),
    '',
    'Try, in another terminal:',
    `  curl ${url}/health`,
    `  curl -H "Authorization: Bearer ${token}" ${url}/admin/whoami`,
    `  curl -H "Content-Type: application/json" -H "X-Signature: ${signature}" -d '${body}' ${url}/hook/newcomer`,
    '',
    'Each decision is written down below. Ctrl-C ends it.',
    '',
  ].join('\n')
}
