import type { Secret } from '@sallyport/core'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { placesIn } from './data-folder.ts'
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
  const { adminToken, adminTokenIsNew, githubSecret } = settings
  const token = adminTokenIsNew ? adminToken.reveal() : '$ADMIN_TOKEN'
  const key = demoKey?.reveal() ?? '$API_KEY'
  const body = '{"zen":"Design for failure."}'
  const { headers } = sign(github, { secret: githubSecret, body })
  const signature = headers['x-hub-signature-256']
  return [
    `Listening on ${url}`,
    `Metrics on ${metricsUrl ?? `${url}/metrics, for who may see them`}`,
    ...whereKept(settings),
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

/** Where things are that the service keeps: on this machine, or for all instances. */
function whereKept({
  dataDir,
  databaseUrl,
  redisUrl,
  controlsFile,
  auditSigningKeys,
}: Settings): readonly string[] {
  const places = placesIn(dataDir)
  const shared = redisUrl === undefined ? 'memory' : 'Redis'
  const signed = auditSigningKeys.length > 0 ? 'a key that is set' : 'a key made up now'
  return [
    `Keys are in ${databaseUrl === undefined ? (places?.keysFile ?? 'memory') : 'Postgres'}`,
    places === undefined
      ? `The audit log is in memory, signed with ${signed}: with another DATA_DIR it is kept`
      : `The audit log is in ${places.auditDir}, signed with ${auditSigningKeys.length > 0 ? signed : places.signingKeyFile}`,
    `Limits, deliveries and blocked networks are in ${shared}, flags in ${controlsFile ?? shared}`,
  ]
}
