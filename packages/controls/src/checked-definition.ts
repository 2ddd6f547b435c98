import type { Definition, Flag } from './flag.ts'
import { shown, valueFault } from './value-fault.ts'

const flagName = /^[a-z][a-z0-9_]{0,63}$/
const known = {
  boolean: ['kind', 'default', 'help'],
  number: ['kind', 'default', 'help', 'min', 'max', 'whole'],
  text: ['kind', 'default', 'help', 'maxLength'],
  choice: ['kind', 'default', 'help', 'choices'],
} as const

/** A definition that nobody changes any more; throws for one that cannot be. */
export function checkedDefinition<D extends Definition>(definition: D): D {
  if (typeof definition !== 'object' || definition === null) {
    throw new TypeError(`controls: "definition" must be flags by name, got ${shown(definition)}`)
  }
  const flags = Object.entries(definition).map(([name, flag]) => {
    const wrong = flagName.test(name) ? flagFault(flag) : 'needs a snake_case name'
    if (wrong !== undefined) throw new TypeError(`controls: the flag ${shown(name)} ${wrong}`)
    const own = structuredClone(flag)
    if (own.kind === 'choice') Object.freeze(own.choices)
    return [name, Object.freeze(own)] as const
  })
  return Object.freeze(Object.fromEntries(flags)) as D
}

function flagFault(flag: Flag): string | undefined {
  if (typeof flag !== 'object' || flag === null) return `must be an object, got ${shown(flag)}`
  if (!Object.hasOwn(known, flag.kind)) {
    return `must have a "kind" of ${Object.keys(known).join(', ')}, got ${shown(flag.kind)}`
  }
  const names: readonly string[] = known[flag.kind]
  const other = Object.keys(flag).find((name) => !names.includes(name))
  if (other !== undefined) return `takes only ${names.join(', ')}, got ${shown(other)}`
  if (typeof flag.help !== 'string' || flag.help === '') return 'needs a "help"'
  const wrong = boundsFault(flag) ?? valueFault(flag, flag.default)
  return wrong && `has a "default" that ${wrong}`
}

function boundsFault(flag: Flag): string | undefined {
  if (flag.kind === 'choice') {
    const all = Array.isArray(flag.choices) ? flag.choices : []
    const fit = all.length > 0 && all.every((one) => typeof one === 'string')
    return fit ? undefined : 'is none of its "choices", a list of words'
  }
  const { min, max, maxLength } = flag as Partial<Record<'min' | 'max' | 'maxLength', unknown>>
  const wrong = [min, max, maxLength].find((at) => at !== undefined && !Number.isFinite(at))
  return wrong === undefined ? undefined : `cannot lie within ${shown(wrong)}`
}
