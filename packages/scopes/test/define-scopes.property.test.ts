import { defineScopes, type Scopes } from '@sallyport/scopes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grantable, type Model, meaningOfAll, models } from './support/registries.ts'

const defined = ({ names, roles }: Model): Scopes => defineScopes({ scopes: names, roles })
const some = (names: readonly string[]): fc.Arbitrary<[string, ...string[]]> =>
  fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 6 }) as never

/** A model, and several grants in it. */
const granted = models.chain((model) =>
  fc.tuple(
    fc.constant(model),
    fc.array(fc.array(grantable(model), { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
    some(model.names),
  ),
)

describe('equal to working it out by hand', () => {
  it('what is held, by every single scope', () => {
    let past64 = 0
    fc.assert(
      fc.property(granted, ([model, [texts = []]]) => {
        const scopes = defined(model)
        const held = meaningOfAll(model, texts)
        const grants = scopes.grant(...texts)
        if (model.names.length > 64) past64++
        for (const name of model.names)
          expect(scopes.holds(grants, scopes.allOf(name)), name).toBe(held.has(name))
        expect(scopes.expand(grants)).toEqual(model.names.filter((name) => held.has(name)))
      }),
      { numRuns: 500 },
    )
    expect(past64).toBeGreaterThan(100)
  })

  it('allOf, anyOf and intersections', () => {
    fc.assert(
      fc.property(granted, ([model, lists, wanted]) => {
        const scopes = defined(model)
        const meanings = lists.map((texts) => meaningOfAll(model, texts))
        const holdsOne = (name: string): boolean => meanings.every((held) => held.has(name))
        const ceilings = lists.map((texts, i) => [`c${i}`, scopes.grant(...texts)] as const)
        const grants = scopes.intersect(Object.fromEntries(ceilings))
        expect(scopes.holds(grants, scopes.allOf(...wanted))).toBe(wanted.every(holdsOne))
        expect(scopes.holds(grants, scopes.anyOf(...wanted))).toBe(wanted.some(holdsOne))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('laws', () => {
  it('what is expanded, stored and read again is the same', () => {
    fc.assert(
      fc.property(granted, ([model, [texts = []]]) => {
        const scopes = defined(model)
        const frozen = scopes.expand(texts)
        const again = scopes.read(JSON.parse(JSON.stringify(frozen)))
        expect(again.unknown).toEqual([])
        expect(scopes.expand(again)).toEqual(frozen)
        expect(scopes.expand(scopes.read(texts))).toEqual(frozen)
        expect(scopes.expand(scopes.read(texts.join(' ')))).toEqual(frozen)
      }),
    )
  })

  it('explain says what holds says, and every way it names leads there', () => {
    fc.assert(
      fc.property(granted, ([model, lists, wanted]) => {
        const scopes = defined(model)
        const ceilings = lists.map((texts, i) => [`c${i}`, scopes.grant(...texts)] as const)
        const grants = scopes.intersect(Object.fromEntries(ceilings))
        for (const requirement of [scopes.allOf(...wanted), scopes.anyOf(...wanted)]) {
          const said = scopes.explain(grants, requirement)
          expect(said.held).toBe(scopes.holds(grants, requirement))
          expect(said.missing.length === 0).toBe(said.held)
          for (const { scope, held, by, lackedBy } of said.scopes) {
            expect(held).toBe(scopes.holds(grants, scopes.allOf(scope as never)))
            expect(lackedBy.length === 0).toBe(held)
            for (const { path } of by) leads(model, path, scope)
          }
        }
      }),
    )
  })
})

/** Each step of the path is in the role before it, and each of them means the scope. */
function leads(model: Model, path: readonly string[], scope: string): void {
  expect(path.length).toBeGreaterThan(0)
  path.forEach((text, i) => {
    expect([...meaningOfAll(model, [text])]).toContain(scope)
    if (i > 0) expect(model.roles[path[i - 1] as string]).toContain(text)
  })
}

describe('the bounds of words', () => {
  it.each([1, 31, 32, 33, 63, 64, 65, 96, 100])(
    '%i scopes, each alone and all together',
    (size) => {
      const names = Array.from({ length: size }, (_, i) => `s${i}`)
      const scopes = defineScopes({ scopes: names })
      const all = scopes.grant('*')
      for (const name of names) {
        const one = scopes.grant(name)
        expect(names.filter((other) => scopes.holds(one, scopes.allOf(other)))).toEqual([name])
        expect(scopes.holds(all, scopes.allOf(name))).toBe(true)
      }
      const ends = ['s0', `s${size - 1}`] as const
      expect(scopes.holds(all, scopes.allOf(...ends))).toBe(true)
      expect(scopes.holds(scopes.grant('s0'), scopes.allOf(...ends))).toBe(size === 1)
      expect(scopes.holds(scopes.grant(`s${size - 1}`), scopes.anyOf(...ends))).toBe(true)
    },
  )
})
