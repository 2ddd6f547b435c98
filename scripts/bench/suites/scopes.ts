import { getHeapStatistics } from 'node:v8'
import { createMongoAbility } from '@casl/ability'
import { defineScopes, type Grants, type Requirement, type Scopes } from '@sallyport/scopes'
import { role } from 'better-auth/plugins/access'
import { type Enforcer, newEnforcer, newModelFromString } from 'casbin'
import { type Loop, race } from '../race.ts'
import { judge, type Row, type Suite, type Target } from '../row.ts'

const actions = ['read', 'write', 'share', 'search'] as const
/** Four actions to a resource, four resources to an area. */
const namesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `area${i >> 4}:part${(i >> 2) & 3}:${actions[i & 3]}`)

// Several of each, asked in turn: the bits of one constant object would be folded away.
const askers = 16
const questions = 64
const names64 = namesOf(questions)

/** What each asker is granted: another mixture in every area. */
const wildcards = Array.from({ length: askers }, (_, k) =>
  [0, 1, 2, 3].map((area) => {
    const mixtures = [
      `area${area}:*:${actions[k & 3]}`,
      `area${area}:part${k >> 2}:*`,
      `area${area}:**`,
      `area${area}:part${k & 3}:read`,
    ]
    return mixtures[(k + area + (k >> 2) * area) & 3] as string
  }),
)
const small = defineScopes({ scopes: names64 })
/** Which of the questions are answered with yes, by asker: the same in every row. */
const truth = wildcards.map((texts) => {
  const held = new Set(small.expand(small.grant(...(texts as never[]))))
  return names64.map((name) => held.has(name))
})
const heldBy = (k: number, asked: readonly string[]): readonly string[] =>
  asked.filter((_, j) => truth[k]?.[j])
const perAsker = <T>(make: (held: readonly string[], k: number) => T): readonly T[] =>
  truth.map((_, k) => make(heldBy(k, names64), k))
const asker = (i: number): number => (i >> 2) & (askers - 1)
const question = (i: number): number => i & (questions - 1)

/** A row's answers must be the truth before their speed means anything. */
function verified(what: string, answer: (k: number, j: number) => boolean): void {
  for (let k = 0; k < askers; k++)
    for (let j = 0; j < questions; j++)
      if (answer(k, j) !== truth[k]?.[j]) throw new Error(`bench: ${what} differs at ${k}, ${j}`)
}

let yes = 0

function checking(
  { holds }: Scopes,
  grants: readonly Grants[],
  requirements: readonly Requirement[],
): Loop {
  verified('holds()', (k, j) => holds(grants[k] as Grants, requirements[j] as Requirement))
  return (n) => {
    for (let i = 0; i < n; i++)
      if (holds(grants[asker(i)] as Grants, requirements[question(i)] as Requirement)) yes++
  }
}

/** The same questions and answers in a registry of any size, spread over the whole of it. */
function inRegistryOf(count: number): Loop {
  const names = namesOf(count)
  const asked = names64.map((_, j) => names[Math.floor((j * count) / questions)] as string)
  const scopes = defineScopes({ scopes: names })
  return checking(
    scopes,
    perAsker((_, k) => scopes.grant(...heldBy(k, asked))),
    asked.map((name) => scopes.allOf(name)),
  )
}

const required64 = names64.map((name) => (small as Scopes).allOf(name))
const granted64 = perAsker((held) => (small as Scopes).grant(...held))

const byWildcards = (): Loop =>
  checking(
    small,
    wildcards.map((texts) => small.read(texts)),
    required64,
  )

// Not by checking(): a loop made more than once is compiled for all of its makings, and the peers' are made once.
const ours: Loop = (n) => {
  for (let i = 0; i < n; i++)
    if (small.holds(granted64[asker(i)] as Grants, required64[question(i)] as Requirement)) yes++
}

function bitsOf(held: readonly string[]): Uint32Array {
  const words = new Uint32Array(questions / 32)
  for (const name of held) {
    const i = names64.indexOf(name)
    words[i >>> 5] = (words[i >>> 5] as number) | (1 << (i & 31))
  }
  return words
}

/** The least there is to do: which word, which bit, both known beforehand. */
function bareBitset(): Loop {
  const bits = perAsker(bitsOf)
  const required = names64.map((_, i) => ({ word: i >>> 5, mask: 1 << (i & 31) }))
  return (n) => {
    for (let i = 0; i < n; i++) {
      const { word, mask } = required[question(i)] as { word: number; mask: number }
      if ((((bits[asker(i)] as Uint32Array)[word] as number) & mask) !== 0) yes++
    }
  }
}

const split = (name: string): { readonly subject: string; readonly action: string } => ({
  subject: name.slice(0, name.lastIndexOf(':')),
  action: name.slice(name.lastIndexOf(':') + 1),
})
const asked = names64.map(split)
type Asked = (typeof asked)[number]

function casl(): Loop {
  const abilities = perAsker((held) => createMongoAbility(held.map(split)))
  const can = (k: number, { action, subject }: Asked): boolean =>
    abilities[k]?.can(action, subject) ?? false
  verified('CASL', (k, j) => can(k, asked[j] as Asked))
  return (n) => {
    for (let i = 0; i < n; i++) if (can(asker(i), asked[question(i)] as Asked)) yes++
  }
}

function betterAuth(): Loop {
  const roles = perAsker((held) => {
    const statements: Record<string, string[]> = {}
    for (const { subject, action } of held.map(split))
      statements[subject] = [...(statements[subject] ?? []), action]
    return role(statements)
  })
  const requests = asked.map(({ subject, action }) => ({ [subject]: [action] }))
  const may = (k: number, j: number): boolean =>
    roles[k]?.authorize(requests[j] as Record<string, string[]>).success ?? false
  verified('better-auth', may)
  return (n) => {
    for (let i = 0; i < n; i++) if (may(asker(i), question(i))) yes++
  }
}

const casbinModel = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act`

/** An enforcer for each asker: one for all would have sixteen times the policies to go through. */
async function casbin(): Promise<Loop> {
  const enforcers = await Promise.all(
    perAsker(async (held) => {
      const enforcer = await newEnforcer(newModelFromString(casbinModel))
      await enforcer.addPolicies(
        held.map(split).map(({ subject, action }) => ['me', subject, action]),
      )
      return enforcer
    }),
  )
  const may = (k: number, { subject, action }: Asked): boolean =>
    (enforcers[k] as Enforcer).enforceSync('me', subject, action)
  verified('casbin', (k, j) => may(k, asked[j] as Asked))
  return (n) => {
    for (let i = 0; i < n; i++) if (may(asker(i), asked[question(i)] as Asked)) yes++
  }
}

/** Four scopes in every requirement, which may lie in different words. */
function fourAtOnce(): { readonly ours: Loop; readonly bare: Loop } {
  const fours = names64.map((_, j) => [0, 17, 34, 51].map((k) => (j + k) % questions))
  const requirements = fours.map((four) =>
    (small as Scopes).allOf(...(four.map((k) => names64[k]) as [string])),
  )
  const sets = perAsker(bitsOf)
  const masks = fours.map((four) => bitsOf(four.map((k) => names64[k] as string)))
  const covers = (bits: Uint32Array, mask: Uint32Array): boolean => {
    for (let w = 0; w < mask.length; w++)
      if (((bits[w] as number) & (mask[w] as number)) >>> 0 !== mask[w]) return false
    return true
  }
  return {
    ours: (n) => {
      for (let i = 0; i < n; i++)
        if (small.holds(granted64[asker(i)] as Grants, requirements[question(i)] as Requirement))
          yes++
    },
    bare: (n) => {
      for (let i = 0; i < n; i++)
        if (covers(sets[asker(i)] as Uint32Array, masks[question(i)] as Uint32Array)) yes++
    },
  }
}

/** What V8 has allocated so far, which no collection takes back. */
const allocated = (): number =>
  (getHeapStatistics() as unknown as { total_allocated_bytes: number }).total_allocated_bytes // newer than its type

/** Bytes a check, beside a loop that makes one small object a turn. */
function allocation(): Row {
  const turns = 20_000_000
  let last: object = {}
  const anObject: Loop = (n) => {
    for (let i = 0; i < n; i++) last = { i }
  }
  const bytes = (loop: Loop): number => {
    const before = allocated()
    loop(turns)
    return (allocated() - before) / turns
  }
  for (const loop of [ours, anObject]) bytes(loop)
  const rounds = Array.from({ length: 9 }, () => ({ ours: bytes(ours), peer: bytes(anObject) }))
  if (!('i' in last)) throw new Error('bench: nothing was allocated, so nothing was measured')
  return judge(
    {
      id: 'scopes/allocation',
      what: 'bytes: holds() / making one small object',
      target: { atMost: 0.001 },
    },
    rounds,
    (figure) => `${figure.toFixed(4)} B`,
  )
}

/** A check beside the least there is to do, beside itself in harder places, and beside the usual libraries. */
export const suite: Suite = async function* () {
  const check = (id: string, what: string, peer: Loop, target?: Target, mine: Loop = ours): Row =>
    race({
      id: `scopes/${id}`,
      what,
      ours: mine,
      peer,
      ...(target === undefined ? {} : { target }),
    })
  verified('holds()', (k, j) => small.holds(granted64[k] as Grants, required64[j] as Requirement))
  const four = fourAtOnce()
  const plain = inRegistryOf(questions)

  yield check('check', 'holds(), one of 64 scopes / a bare bitset', bareBitset(), { atMost: 3 })
  yield check(
    'wildcards',
    'granted by wildcards / one by one',
    plain,
    { atMost: 1.2 },
    byWildcards(),
  )
  yield check('registry', 'among 10,000 / among 64', plain, { atMost: 1.2 }, inRegistryOf(10_000))
  yield allocation()
  yield check('casl', 'holds() / CASL ability.can() (4x)', casl(), { atMost: 1 / 4 })
  yield check('better-auth', 'holds() / better-auth role.authorize() (20x)', betterAuth(), {
    atMost: 1 / 20,
  })
  yield check('casbin', 'holds() / casbin enforceSync()', await casbin())
  yield check('all-of-four', 'allOf() four scopes / bare bitsets', four.bare, undefined, four.ours)
  if (yes === 0) throw new Error('bench: nothing was held, so nothing was measured')
}
