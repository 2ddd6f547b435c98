import fc from 'fast-check'

/** A definition as plain text, for which everything can be worked out by hand. */
export interface Model {
  readonly names: readonly string[]
  readonly roles: Readonly<Record<string, readonly string[]>>
}

const segment = fc.constantFrom('a', 'b', 'c', 'ab', '0')
const name = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join(':'))

/** A wildcard that means at least this name. */
const wildcardFor = (of: string): fc.Arbitrary<string> => {
  const segments = of.split(':')
  const starred = fc
    .array(fc.boolean(), { minLength: segments.length, maxLength: segments.length })
    .filter((stars) => stars.includes(true))
    .map((stars) => segments.map((one, i) => (stars[i] ? '*' : one)).join(':'))
  const cut = fc
    .integer({ min: 0, max: segments.length - 1 })
    .map((kept) => [...segments.slice(0, kept), '**'].join(':'))
  return fc.oneof(starred, cut)
}

/** What may be granted in a model: scopes, wildcards, roles. */
export const grantable = ({ names, roles }: Model): fc.Arbitrary<string> => {
  const one = fc.constantFrom(...names)
  const texts = [one, one.chain(wildcardFor)]
  const known = Object.keys(roles)
  return known.length === 0 ? fc.oneof(...texts) : fc.oneof(...texts, fc.constantFrom(...known))
}

/** Registries of all sizes to some hundred scopes, with roles that include earlier ones. */
export const models: fc.Arbitrary<Model> = fc
  .tuple(
    fc.uniqueArray(name, { minLength: 1, maxLength: 200, size: 'max' }),
    fc.integer({ min: 0, max: 6 }),
  )
  .chain(([names, count]) => {
    let model = fc.constant<Model>({ names, roles: {} })
    for (let i = 0; i < count; i++)
      model = model.chain((before) =>
        fc
          .array(grantable(before), { maxLength: 4 })
          .map((entries) => ({ names, roles: { ...before.roles, [`r${i}`]: entries } })),
      )
    return model
  })

/** What a text means, by trying every name: no bits, no numbers, nothing remembered. */
export function meaning({ names, roles }: Model, text: string): ReadonlySet<string> {
  if (names.includes(text)) return new Set([text])
  if (Object.hasOwn(roles, text))
    return new Set((roles[text] ?? []).flatMap((entry) => [...meaning({ names, roles }, entry)]))
  if (!text.includes('*')) return new Set()
  const source = text
    .split(':')
    .map((one) => (one === '**' ? '.+' : one === '*' ? '[^:]+' : one))
    .join(':')
  return new Set(names.filter((one) => new RegExp(`^${source}$`).test(one)))
}

/** What several texts mean together. */
export const meaningOfAll = (model: Model, texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => [...meaning(model, text)]))
