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
  readonly budget: { readonly remainingRatio: number | null }
}

function objective({ slo, state, ratio, budget }: Evaluation): Objective {
  const left = budget.remainingRatio
  if (state === 'met' || ratio === null || left === null)
    return { name: slo.name, state, budget: '' }
  const percent = `${(ratio * 100).toFixed(2)} % of ${slo.objective.percent} %`
  return { name: slo.name, state, budget: ` (${percent}, ${(1 - left).toFixed(1)} budgets spent)` }
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
    { what: 'orders, with the key', line: `curl -H "X-API-Key: ${apiKey}" ${url}/api/orders` },
    {
      what: 'a webhook, signed as GitHub signs; once more, and it is not handled twice',
      line: `curl -H "Content-Type: application/json" ${signature} -d '${body}' ${url}/webhook/github`,
    },
    { what: 'what was measured', line: `curl ${admin} ${url}/metrics` },
    {
      what: 'the proof that the log has had a refusal, as it was written',
      line: `curl ${admin} ${url}/admin/audit/proof/${denied}`,
    },
    { what: 'how its objectives stand', line: `curl ${admin} ${url}/slo` },
  ]
}
