import { type Candidate, valueIn } from './candidate.ts'
import { winnerOf } from './choose.ts'
import { type ConfigDefinition, isZod } from './define-config.ts'
import { tellFew } from './gathering.ts'
import type { ConfigIssue } from './issue.ts'
import type { Source } from './layer.ts'
import { type Offers, sourceAt, sourceOf } from './offers.ts'
import type { Leaf, Section } from './plan.ts'
import type { SchemaIssue } from './run-schema.ts'
import { shownName, withoutValues } from './shown.ts'
import { nearest } from './suggest.ts'

/** Tells of everything that a schema found wrong, in the words of the house. */
export function tellAll(issues: readonly SchemaIssue[], candidate: Candidate): void {
  const { definition, gathered } = candidate
  const told = new Set<string>()
  for (const issue of issues) {
    const { member, depth } = deepest(definition.plan.root, issue.path)
    if (!('members' in member) && gathered.failed.includes(member)) continue
    // What several checks of zod say of one value is one sentence of ours.
    const key = JSON.stringify([issue.path.map(String), isOwn(issue) ? issue.message : ''])
    if (told.has(key)) continue
    told.add(key)
    tellFew(gathered, member, () =>
      'members' in member
        ? ofSection(issue, member, candidate)
        : ofLeaf(issue, member, issue.path.slice(depth), candidate),
    )
  }
  for (const issue of issues) {
    const { member } = deepest(definition.plan.root, issue.path)
    if (!('members' in member)) gathered.failed.push(member)
  }
}

function deepest(
  root: Section,
  path: readonly PropertyKey[],
): { member: Leaf | Section; depth: number } {
  let member: Leaf | Section = root
  let depth = 0
  while ('members' in member) {
    const next: Leaf | Section | undefined = member.members.get(String(path[depth]))
    if (next === undefined) break
    member = next
    depth++
  }
  return { member, depth }
}

function ofLeaf(
  issue: SchemaIssue,
  leaf: Leaf,
  inside: readonly PropertyKey[],
  candidate: Candidate,
): ConfigIssue {
  const offers = winnerOf(leaf, candidate.gathered.layers)
  if (offers === undefined && leaf.default === undefined) return missing(leaf, candidate)
  const source: Source = offers ? sourceOf(offers, leaf, inside.map(String)) : { kind: 'default' }
  const path = [leaf.dotted, ...inside.map((part) => shownPart(part, candidate))].join('.')
  const expected = inside.length === 0 ? leaf.field.expected : leaf.item?.expected
  const message = messageOf(issue, leaf, expected, candidate)
  const fix = `correct ${source.name ?? 'it there'}`
  return {
    path,
    code: 'invalid',
    message,
    ...(expected === undefined ? {} : { expected }),
    source,
    fix,
  }
}

/** Whether its words are those of the schema's author, or of another library. */
const isOwn = ({ code }: SchemaIssue): boolean => code === 'custom' || code === undefined

function messageOf(
  issue: SchemaIssue,
  leaf: Leaf,
  expected: string | undefined,
  candidate: Candidate,
): string {
  const general = `must be ${expected ?? 'what its schema takes'}`
  const { message } = issue
  if (!isOwn(issue) || message === 'Invalid input' || leaf.field.isSecret) return general
  return withoutValues(message, [candidate.values[leaf.index], ...kept(candidate)]) ?? general
}

/** What nobody may say of another value: secrets; where a schema does not tell which they are, anything. */
function kept({ definition: { schema, plan }, values, input }: Candidate): readonly unknown[] {
  return isZod(schema) ? plan.secrets.map(({ index }) => values[index]) : [input]
}

/** A part of a path: a schema's own check may have put anything there. */
function shownPart(part: PropertyKey, candidate: Candidate): string {
  const name = shownName(String(part))
  return withoutValues(name, kept(candidate)) ?? '(a name)'
}

/** Lazily: of an environment of thousands only the first are looked at. */
function* setNames(layers: readonly Offers[], known: readonly string[]): Generator<string> {
  for (const { layer } of layers) {
    const { texts = {} } = layer
    for (const name of Object.keys(texts)) if (!known.includes(name) && texts[name]) yield name
  }
}

/** What is said of a value that must be there and is not. */
export function missing(leaf: Leaf, { gathered, definition }: Candidate): ConfigIssue {
  const { name = leaf.dotted, file } = leaf.names[0] ?? {}
  const set = `set ${name}${file === undefined ? '' : ` or ${file}`}`
  const known = leaf.names.map((one) => one.name)
  const similar = nearest(name, setNames(gathered.layers, known))
  const isSlip = similar !== undefined && !definition.plan.byName.has(similar)
  return {
    path: leaf.dotted,
    code: 'required',
    message: 'must be set',
    expected: leaf.field.expected,
    source: { kind: 'environment', name },
    fix: isSlip ? `${set}; ${shownName(similar)} is set: did you mean ${name}?` : set,
  }
}

function ofSection(issue: SchemaIssue, section: Section, candidate: Candidate): ConfigIssue {
  const inside = issue.path.slice(section.path.length)
  const path = [...section.path, ...inside.map((part) => shownPart(part, candidate))].join('.')
  const given = valueIn(candidate.input, issue.path)
  const own = isOwn(issue) ? issue.message : 'Invalid input'
  const isSaid =
    own !== 'Invalid input' && withoutValues(own, [given, candidate.input]) !== undefined
  const message = isSaid ? own : 'must be what its schema takes'
  const offers = candidate.gathered.layers.find(({ layer }) => layer.file && layer.tree)
  const source: Source =
    offers && inside.length > 0
      ? sourceAt(offers.layer, issue.path.map(String))
      : { kind: 'environment' }
  return { path, code: 'invalid', message, source, fix: 'correct its values' }
}

/** Issues in the order of the schema; what belongs to no value of it comes first. */
export function ordered(
  issues: readonly ConfigIssue[],
  { plan }: Pick<ConfigDefinition, 'plan'>,
): ConfigIssue[] {
  const placeOf = ({ path }: ConfigIssue): number =>
    plan.leaves.findIndex(({ dotted }) => path === dotted || path.startsWith(`${dotted}.`))
  return [...issues].sort((a, b) => placeOf(a) - placeOf(b))
}
