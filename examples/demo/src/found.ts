import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import type { Settings } from '@sallyport-examples/service'
import type { Ask } from './ask.ts'
import type { Objective, Shown, Try } from './screen.ts'
import type { Sent } from './send.ts'

/** What is known after the traffic. */
export interface Given {
  readonly framework: string
  readonly url: string
  readonly folder: string
  readonly settings: Settings
  readonly apiKey: string
  readonly ask: Ask
  readonly sent: readonly Sent[]
}

/** Asks the service, as its administrator would, what became of the traffic. */
export async function found(given: Given): Promise<Shown> {
  const { framework, url, folder, settings, apiKey, ask, sent } = given
  const [slo, report, page] = await Promise.all([
    ask<{ readonly evaluations: readonly Evaluation[] }>('/slo'),
    ask<{ readonly ok: boolean; readonly size: number }>('/admin/audit/verify'),
    ask<{ readonly entries: readonly { readonly seq: number }[] }>(
      '/admin/audit?outcome=denied&limit=1',
    ),
  ])
  const denied = page.entries[0]?.seq ?? 0
  return {
    ...{ framework, url, apiKey, sent },
    adminToken: settings.adminToken.reveal(),
    objectives: slo.evaluations.map(objective),
    audit: { entries: report.size, whole: report.ok, folder },
    tries: tries({ ...given, denied }),
  }
}

interface Evaluation {
  readonly slo: { readonly name: string; readonly objective: { readonly percent: string } }
  readonly state: string
  readonly ratio: number | null
}

function objective({ slo, state, ratio }: Evaluation): Objective {
  if (state === 'met' || ratio === null) return { name: slo.name, state, why: '' }
  const good = `${(ratio * 100).toFixed(2)} % good`
  // Of those that were sent on purpose; a newcomer who reads "breached" looks for a mistake.
  const by = slo.name === 'availability' ? ' by the 502s' : ''
  return { name: slo.name, state, why: `${by} (${good}, ${slo.objective.percent} % asked)` }
}

function tries({
  url,
  settings,
  apiKey,
  denied,
}: Given & { readonly denied: number }): readonly Try[] {
  const admin = `-H "Authorization: Bearer ${settings.adminToken.reveal()}"`
  const body = '{"zen":"Design for failure."}'
  const { headers } = sign(github, { secret: settings.githubSecret, body })
  const signature = `-H "X-Hub-Signature-256: ${headers['x-hub-signature-256']}"`
  return [
    { what: 'orders, by the key', line: `curl -H "X-API-Key: ${apiKey}" ${url}/api/orders` },
    {
      what: 'a webhook, signed as GitHub signs; send it twice: it is handled once',
      line: `curl -H "Content-Type: application/json" ${signature} -d '${body}' ${url}/webhook/github`,
    },
    { what: 'what was measured, as Prometheus reads it', line: `curl ${admin} ${url}/metrics` },
    {
      what: 'a signed proof that one of the refusals is in the audit log',
      line: `curl ${admin} ${url}/admin/audit/proof/${denied}`,
    },
    {
      what: 'how the objectives stand, with their error budgets',
      line: `curl ${admin} ${url}/slo`,
    },
  ]
}
