import type { RuleFile } from '@sallyport/slo/rules'

/** Rules of which one number or one duration is a fifth more, or less. */
export interface Mutant {
  readonly what: string
  readonly rules: RuleFile
}

type Rule = RuleFile['groups'][number]['rules'][number]

/** Numbers and ranges, outside names and quotes; zero has no fifth. */
const changeable = /(?<=\[)\w+(?=\])|(?<![\w.:"])(?!0(?![.\d]))\d+(?:\.\d+)?(?![\w.:"])/g
const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 }

/** Every mutant of the rules, but for what is no factor: the 1 of `1 - …` and of the information. */
export function mutantsOf(rules: RuleFile): Mutant[] {
  return rules.groups.flatMap(({ rules: all }, group) =>
    all.flatMap((rule, index) =>
      mutatedRules(rule).map(([what, mutated]) => ({
        what,
        rules: {
          groups: rules.groups.map((one, at) =>
            at === group ? { ...one, rules: one.rules.with(index, mutated) } : one,
          ),
        },
      })),
    ),
  )
}

function mutatedRules(rule: Rule): (readonly [what: string, rule: Rule])[] {
  if (/^1 - |^vector\(1\)$/.test(rule.expr)) return []
  const name = 'record' in rule ? rule.record : `${rule.alert} of ${rule.labels.slo_long_window}`
  const found = [...rule.expr.matchAll(changeable)]
  const ofExpr = found.flatMap(({ 0: text, index }) =>
    [1.2, 0.8].map((by) => {
      const changed = times(text, by)
      const expr = rule.expr.slice(0, index) + changed + rule.expr.slice(index + text.length)
      return [`${name}: ${text} at ${index} is ${changed}`, { ...rule, expr }] as const
    }),
  )
  const after = 'alert' in rule ? rule.for : undefined
  if (after === undefined) return ofExpr
  const later = [1.2, 0.8].map((by) => {
    const changed = times(after, by)
    return [`${name}: for ${changed}`, { ...rule, for: changed }] as const
  })
  return [...ofExpr, ...later]
}

function times(text: string, by: number): string {
  if (/^[\d.]+$/.test(text)) return String(Number(text) * by)
  const parts = [...text.matchAll(/(\d+)([wdhms])/g)]
  const seconds = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (units[unit] ?? 0), 0)
  return `${Math.round(seconds * by)}s`
}
