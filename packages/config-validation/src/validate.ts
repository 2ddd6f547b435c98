import { assemble } from './assemble.ts'
import { partOf } from './candidate.ts'
import { checkRequired } from './check-required.ts'
import { checkRules } from './check-rules.ts'
import { checkSecrets } from './check-secrets.ts'
import { type Chosen, choose } from './choose.ts'
import type { ConfigDefinition } from './define-config.ts'
import type { Gathered } from './gather.ts'
import { tellAll } from './report.ts'
import { type Ran, runSchema } from './run-schema.ts'

/** Asks the schema, then what no schema can say. The value, unless something was wrong with it. */
export function validate(
  definition: ConfigDefinition,
  gathered: Gathered,
): (Chosen & { readonly value: unknown }) | undefined {
  const { plan } = definition
  const chosen = choose(plan, gathered)
  const input = assemble(plan.root, chosen.values, gathered) ?? {}
  const ran = runSchema(definition, input)
  const hasMore = plan.conditional.length + plan.secrets.length + definition.rules.length > 0
  if (hasMore || !ran.ok) {
    const valueAt = (path: string): Ran => partOf(path, ran, definition, gathered, input)
    const candidate = { ...chosen, definition, gathered, input, valueAt }
    if (!ran.ok) tellAll(ran.issues, candidate)
    checkRequired(candidate)
    checkRules(candidate)
    if (gathered.isProduction) checkSecrets(candidate)
  }
  return ran.ok ? { ...chosen, value: ran.value } : undefined
}
