import type { ConfigDefinition } from './define-config.ts'
import type { Gathering } from './gathering.ts'
import type { LayerTexts } from './layer.ts'
import { misuse } from './misuse.ts'
import type { Offers } from './offers.ts'
import { readFiles } from './read-files.ts'
import { readTexts } from './read-texts.ts'
import { isTree, readTree } from './read-tree.ts'
import { nearest } from './suggest.ts'

/** What is given to a loading. */
export interface Given {
  readonly env?: LayerTexts
  readonly cwd?: string
  readonly overrides?: object
  readonly profile?: string
  readonly secrets?: LayerTexts
}

/** All layers, read: the first that has a value wins. */
export interface Gathered extends Gathering {
  readonly layers: readonly Offers[]
  /** One of them is of nested names. */
  readonly hasTrees: boolean
}

/** Reads every layer that there is. */
export function gather(definition: ConfigDefinition, given: Given): Gathered {
  const { env = process.env, overrides, secrets } = given
  const { plan } = definition
  const to = begin(definition, given, env)
  const layers: Offers[] = []
  if (overrides !== undefined) {
    if (!isTree(overrides)) throw misuse('overrides', 'an object of named values', overrides)
    layers.push(readTree(plan, { kind: 'overrides', tree: overrides }, to))
  }
  layers.push(readTexts(plan, { kind: 'environment', texts: env }, to))
  if (secrets) layers.push(readTexts(plan, { kind: 'secrets', texts: secrets }, to))
  if (definition.files.length > 0) layers.push(...readFiles(definition, to).reverse())
  const hasTrees = layers.some(({ layer }) => layer.tree !== undefined)
  return Object.assign(to, { layers, hasTrees })
}

const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
const production = /^prod(?:uction)?(?:[-_].*)?$/i

function begin(definition: ConfigDefinition, given: Given, env: LayerTexts): Gathering {
  if (given.profile !== undefined && !wellFormed.test(given.profile)) {
    throw misuse('profile', 'a word of letters, digits, _ and -')
  }
  const said = given.profile ?? (env[definition.profile] || undefined)
  // It becomes part of a file's name: no way out of the folder.
  const profile = said !== undefined && wellFormed.test(said) ? said : undefined
  const isProduction = profile === undefined || production.test(profile)
  const cwd = given.cwd ?? process.cwd()
  const known = { env, cwd, profile, isProduction, profileName: definition.profile }
  const to: Gathering = { ...known, issues: [], warnings: [], failed: [], counts: new Map() }
  if (said !== profile) {
    to.issues.push({
      path: '',
      code: 'invalid',
      message: 'the profile must be a word of letters, digits, _ and -',
      expected: 'a word of letters, digits, _ and -',
      source: { kind: 'environment', name: definition.profile },
      fix: `correct ${definition.profile}`,
    })
  }
  if (!isProduction && nearest(`${profile}`.toLowerCase(), ['production']) !== undefined) {
    to.issues.push({
      path: '',
      code: 'invalid',
      message: 'the profile is nearly production, whose rules would not hold',
      source: { kind: 'environment', name: definition.profile },
      fix: 'did you mean production?',
    })
  }
  return to
}
