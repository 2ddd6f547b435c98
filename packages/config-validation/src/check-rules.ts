import { type Candidate, valueIn } from './candidate.ts'
import { winnerOf } from './choose.ts'
import { memberAt } from './define-config.ts'
import type { Source } from './layer.ts'
import { sourceOf } from './offers.ts'
import type { Rule } from './rule.ts'
import { withoutValues } from './shown.ts'

const general = 'do not go together'

/** Rules over several values, each where its own are valid. */
export function checkRules(candidate: Candidate): void {
  const { definition, gathered, valueAt } = candidate
  for (const rule of definition.rules) {
    const values = rule.paths.map(valueAt)
    if (!values.every((one) => one.ok)) continue
    const given = values.map((one) => one.value)
    const answer = ask(rule, given)
    if (answer === true) continue
    // As they were given too: a URL or a Map that was made of one is not looked into.
    const texts = rule.paths.map((path) => valueIn(candidate.input, path.split('.')))
    const sentence =
      typeof answer === 'string' ? withoutValues(answer, [...given, ...texts]) : undefined
    gathered.issues.push({
      path: rule.paths[0] ?? '',
      code: 'rule',
      message: sentence ?? `and ${rule.paths.slice(1).join(', ')} ${general}`,
      source: sourceAtPath(rule.paths[0] ?? '', candidate),
      fix: `change ${rule.paths.join(' or ')}`,
    })
  }
}

// What a check throws may have a value in it.
function ask(rule: Rule, values: readonly unknown[]): boolean | string {
  try {
    return rule.check(values)
  } catch {
    return 'has a rule whose check has thrown'
  }
}

function sourceAtPath(path: string, { definition, gathered }: Candidate): Source {
  const member = memberAt(definition.plan.root, path.split('.'))
  if (member === undefined || 'members' in member) return { kind: 'environment' }
  const offers = winnerOf(member, gathered.layers)
  return offers ? sourceOf(offers, member) : { kind: 'default' }
}
