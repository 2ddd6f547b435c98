import type { Alerting, AlertTexts } from '../alerting.ts'
import { defineSlo } from '../define-slo.ts'
import { parseObjective } from '../objective.ts'
import type { Sli } from '../sli.ts'
import type { Slo } from '../slo.ts'
import type { Dialect } from './dialects.ts'
import { Fields } from './fields.ts'
import type { Found, FromSlothOptions, SlothNote } from './from-sloth.ts'
import { mostProblems } from './most-problems.ts'

/** A service and its objectives. */
export function readService(
  spec: unknown,
  dialect: Dialect,
  at: string,
  options: FromSlothOptions,
): Found {
  const problems: SlothNote[] = []
  const notes: SlothNote[] = []
  const pass = (paths: readonly string[]): void => {
    for (const path of paths) notes.push({ path, message: 'is nothing that Sloth reads' })
  }
  const fields = new Fields(spec, at, problems)
  refusePlugins(fields, dialect.plugins)
  pass(fields.others(['version', 'service', 'labels', dialect.plugins, 'slos']))
  const service = named(fields, 'service')
  const common = fields.texts('labels')
  const isServiceGood = problems.length === 0
  const slos = fields.each('slos').flatMap((one) => {
    const before = problems.length
    if (before > mostProblems) return []
    refusePlugins(one, 'plugins')
    pass(one.others(['name', 'description', 'objective', 'labels', 'sli', 'alerting', 'plugins']))
    const read = {
      service,
      name: named(one, 'name'),
      objective: objectiveOf(one),
      sli: sliOf(one.inner('sli'), dialect),
      alerting: alertingIn(one.inner('alerting'), dialect, pass),
      labels: { ...common, ...one.texts('labels') },
      description: one.text('description'),
    }
    return problems.length > before || !isServiceGood ? [] : defined(one, read, options)
  })
  return { slos, problems, notes }
}

interface Read {
  readonly service: string
  readonly name: string
  readonly objective: number
  readonly sli: Sli
  readonly alerting: Alerting
  readonly labels: Readonly<Record<string, string>>
  readonly description: string | undefined
}

function defined(fields: Fields, read: Read, options: FromSlothOptions): Slo[] {
  const { description, ...rest } = read
  const { period = '30d', alerts = 'google', minBad = 1, minEvents = 1 } = options
  const described = description === undefined ? {} : { description }
  const whole = { ...rest, ...described, period, alerts, minBad, minEvents }
  try {
    return [defineSlo(whole)]
  } catch (error) {
    // The options are the caller's: with a service that nothing can be said against, they throw as ever.
    defineSlo({ ...whole, service: 'a', name: 'b', objective: 99, sli: { kind: 'ratio' } })
    fields.wrong('sli', (error as Error).message)
    return []
  }
}

function named(fields: Fields, name: string): string {
  const text = fields.text(name) ?? ''
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(text))
    fields.wrong(name, 'begins with a letter or a digit, and has letters, digits, "-", "_" and "."')
  return text
}

function objectiveOf(fields: Fields): number {
  const value = fields.value('objective')
  try {
    if (typeof value !== 'number') throw new TypeError('must be a number of percent')
    parseObjective(value)
    return value
  } catch (error) {
    fields.wrong('objective', (error as Error).message.replace('slo: an objective ', ''))
    return Number.NaN
  }
}

function refusePlugins(fields: Fields, name: string): void {
  if (fields.has(name))
    fields.wrong(name, 'plugins are programs of Sloth, which cannot be run here')
}

function sliOf(fields: Fields, dialect: Dialect): Sli {
  const kinds = ['events', 'raw', 'plugin'].filter((kind) => fields.has(kind))
  if (kinds.length !== 1) fields.wrong('', 'must be one of events and raw')
  if (kinds[0] === 'plugin') refusePlugins(fields, 'plugin')
  if (kinds[0] === 'raw') {
    const errorRatio = queryOf(fields.inner('raw'), dialect.errorRatioQuery)
    return { kind: 'raw', errorRatio }
  }
  if (kinds[0] !== 'events') return { kind: 'ratio' }
  const events = fields.inner('events')
  const bad = queryOf(events, dialect.errorQuery)
  const total = queryOf(events, dialect.totalQuery)
  if (bad === total) events.wrong(dialect.errorQuery, 'is the same as the total')
  return { kind: 'ratio', bad: { promql: bad }, total: { promql: total } }
}

function queryOf(fields: Fields, name: string): string {
  const text = fields.text(name) ?? ''
  const query = text.replaceAll(/\{\{ *\.window *\}\}/g, '{{window}}')
  if (!query.includes('{{window}}')) fields.wrong(name, 'has no {{.window}}')
  else if (text.includes('{{window}}') || query.replaceAll('{{window}}', '').includes('{{'))
    fields.wrong(name, 'has another template than {{.window}}')
  return query
}

function alertingIn(
  fields: Fields,
  dialect: Dialect,
  pass: (paths: readonly string[]) => void,
): Alerting {
  pass(fields.others(['name', 'labels', 'annotations', dialect.page, dialect.ticket]))
  const page = alertIn(fields.inner(dialect.page), pass)
  const ticket = alertIn(fields.inner(dialect.ticket), pass)
  const name = fields.text('name') ?? ''
  if (name === '' && (page !== false || ticket !== false))
    fields.wrong('name', 'is needed where an alert is not disabled')
  return {
    ...(name === '' ? {} : { name }),
    labels: fields.texts('labels'),
    annotations: fields.texts('annotations'),
    page,
    ticket,
  }
}

function alertIn(fields: Fields, pass: (paths: readonly string[]) => void): AlertTexts | false {
  pass(fields.others(['disable', 'labels', 'annotations']))
  const disable = fields.value('disable')
  if (disable !== undefined && typeof disable !== 'boolean')
    fields.wrong('disable', 'must be true or false')
  const texts = { labels: fields.texts('labels'), annotations: fields.texts('annotations') }
  return disable === true ? false : texts
}
