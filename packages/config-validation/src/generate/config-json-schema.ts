import * as z from 'zod/mini'
import { type ConfigDefinition, isZod } from '../define-config.ts'
import { fields } from '../field.ts'
import { holdsSecret } from '../holds-secret.ts'
import { isSection, type Section } from '../plan.ts'
import { shownValue } from '../shown.ts'
import { unwrap } from '../unwrap.ts'

/**
 * A JSON Schema of the definition's files: editors complete and check by it. Nothing is required, since
 * what one file leaves out another layer may say; other names than the schema's are errors. No secret's
 * default is in it.
 *
 * @throws TypeError for a Standard Schema that is not zod's.
 */
export function configJsonSchema(definition: ConfigDefinition): Readonly<Record<string, unknown>> {
  const { schema, plan } = definition
  if (!isZod(schema)) {
    throw new TypeError('config-validation: configJsonSchema() needs a schema of zod')
  }
  const sections = new Set(objectsIn(plan.root))
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (sections.has(zodSchema)) {
        delete jsonSchema.required
        jsonSchema.additionalProperties ??= false
      }
      describe(zodSchema, jsonSchema)
      // A section's own default has those of its members in it, secret or not.
      const { object } = unwrap(zodSchema)
      if (
        isTelling(jsonSchema.default) ||
        (object && sections.has(object)) ||
        holdsSecret(zodSchema)
      ) {
        delete jsonSchema.default
      }
    },
  })
}

/** Whether a URL in it says who it logs in as. */
const isTelling = (value: unknown): boolean =>
  value !== undefined && shownValue(JSON.stringify(value)) !== JSON.stringify(value)

function objectsIn(section: Section): z.core.$ZodType[] {
  const own = unwrap(section.schema).object
  const inner = [...section.members.values()].filter(isSection).flatMap(objectsIn)
  return own === undefined ? inner : [own, ...inner]
}

/** Puts what a field knows in the place of what zod says of its schema. */
function describe(schema: z.core.$ZodType, json: Record<string, unknown>): void {
  const field = fields.get(schema)
  if (field === undefined) return
  const { default: standard } = json
  if (field.jsonSchema !== undefined) {
    for (const name of Object.keys(json)) delete json[name]
    Object.assign(json, field.jsonSchema)
  }
  if (field.help !== undefined) json.description = field.help
  if (field.isSecret) {
    delete json.default
    return
  }
  if (standard !== undefined) json.default = field.isTextInFiles ? field.write(standard) : standard
  const example = field.example === undefined ? undefined : field.read(field.example)
  if (example !== undefined) json.examples = [field.isTextInFiles ? field.example : example]
}
