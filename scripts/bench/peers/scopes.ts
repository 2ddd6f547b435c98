// The same questions to seven libraries and to us: `node scripts/bench/peers/scopes.ts` prints what each answers.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { createMongoAbility } from '@casl/ability'
import { defineScopes, type Scopes } from '@sallyport/scopes'
import { createAccessControl, role } from 'better-auth/plugins/access'
import { newEnforcer, newModelFromString } from 'casbin'

const require = createRequire(import.meta.url)
const { RBAC: Unkey } = require('@unkey/rbac')
const shiroTrie = require('shiro-trie')
const EasyRbac = require('easy-rbac')
const rbac = require('@rbac/rbac')

type Answer = () => unknown
/** May someone who holds this do that? */
type May = (held: string, asked: string) => unknown

const names = [
  ...['orders:read', 'orders:delete', 'orders:1:read', 'orders:1:readwrite'],
  ...['admin', 'administrator', 'admin:read', 'admin:users:delete'],
] as const
const scopes: Scopes = defineScopes({ scopes: names })

const split = (name: string): { readonly subject: string; readonly action: string } => {
  const at = name.lastIndexOf(':')
  return at < 0
    ? { subject: name, action: 'use' }
    : { subject: name.slice(0, at), action: name.slice(at + 1) }
}
const casbinOf = (matcher: string) =>
  newEnforcer(
    newModelFromString(`
[request_definition]
r = sub, obj
[policy_definition]
p = sub, obj
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = ${matcher}`),
  )
const unkey = (query: unknown, held: readonly string[]): boolean =>
  new Unkey().evaluatePermissions(query, held).val.valid

const may: Readonly<Record<string, May>> = {
  sallyport: (held, asked) => scopes.holds(scopes.grant(held), scopes.allOf(asked)),
  CASL: (held, asked) => {
    const { action, subject } = split(asked)
    return createMongoAbility([split(held)]).can(action, subject)
  },
  'better-auth': (held, asked) => {
    const [{ subject, action }, wanted] = [split(held), split(asked)]
    return role({ [subject]: [action] }).authorize({ [wanted.subject]: [wanted.action] }).success
  },
  'casbin keyMatch': async (held, asked) => {
    const enforcer = await casbinOf('r.sub == p.sub && keyMatch(r.obj, p.obj)')
    await enforcer.addPolicy('me', held)
    return enforcer.enforce('me', asked)
  },
  '@unkey/rbac': (held, asked) => unkey(asked, [held]),
  'shiro-trie': (held, asked) => shiroTrie.newTrie().add(held).check(asked),
  'easy-rbac': (held, asked) => new EasyRbac({ me: { can: [held] } }).can('me', asked),
  '@rbac/rbac': (held, asked) =>
    rbac({ enableLogger: false })({ me: { can: [held] } }).can('me', asked),
}

const questions: readonly (readonly [held: string, asked: string])[] = [
  ['orders:read', 'orders:read'],
  ['orders:read', 'orders:raed'],
  ['orders:raed', 'orders:read'],
  ['orders:read', 'constructor'],
  ['orders:read', 'orders:*'],
  ['admin*', 'administrator'],
  ['admin:*', 'admin:users:delete'],
  ['admin', 'admin:users:delete'],
  ['orders:*:read', 'orders:delete'],
  ['orders:*:read', 'orders:1:readwrite'],
]

/** In a process of its own, which may not survive it. */
const inProcess = (program: string): string => {
  const code = `const circle = ${JSON.stringify(circle)}; ${program}.then(console.log, () => {})`
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: import.meta.dirname })
  return String(stderr).includes('Maximum call stack') ? 'stack overflow' : String(stdout).trim()
}
const circle = { a: { can: [], inherits: ['b'] }, b: { can: [], inherits: ['a'] } }
const others: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  'a role of a scope that does not exist': {
    sallyport: () => defineScopes<string, string>({ scopes: ['a'], roles: { me: ['b'] } }),
    'better-auth': () =>
      createAccessControl({ orders: ['read'] } as Record<string, string[]>)
        .newRole({ oders: ['raed'] })
        .authorize({ oders: ['raed'] }).success,
  },
  'all of no scopes': {
    sallyport: () => scopes.allOf(...([] as never as [string])),
    'better-auth': () => role({ orders: ['read'] }).authorize({}).success,
    '@unkey/rbac': () => unkey({ and: [] }, []),
  },
  'all of [undefined]': {
    sallyport: () => scopes.allOf(undefined as never),
    '@unkey/rbac': () => unkey({ and: [undefined] }, []),
  },
  'a scope pushed to the list that was granted': {
    sallyport: () => {
      const list = ['orders:read']
      const grants = scopes.read(list)
      list.push('orders:delete')
      return scopes.holds(grants, scopes.allOf('orders:delete'))
    },
    CASL: () => {
      const rules = [{ action: ['read'], subject: 'orders' }]
      const ability = createMongoAbility(rules)
      rules[0]?.action.push('delete')
      return ability.can('delete', 'orders')
    },
    'better-auth': () => {
      const orders = ['read']
      const mine = role({ orders })
      orders.push('delete')
      return mine.authorize({ orders: ['delete'] }).success
    },
  },
  'roles that include each other: defined': {
    sallyport: () => defineScopes<string, string>({ scopes: ['x'], roles: { a: ['b'], b: ['a'] } }),
    'casbin keyMatch': async () => {
      const enforcer = await casbinOf('g(r.sub, p.sub) && r.obj == p.obj')
      return enforcer.addGroupingPolicies([
        ['a', 'b'],
        ['b', 'a'],
      ])
    },
    'easy-rbac': () => new EasyRbac(circle),
    '@rbac/rbac': () => rbac({ enableLogger: false })(circle),
  },
  'roles that include each other: asked': {
    'easy-rbac': () => inProcess(`new (require('easy-rbac'))(circle).can('a', 'x')`),
    '@rbac/rbac': () =>
      inProcess(`require('@rbac/rbac')({ enableLogger: false })(circle).can('a', 'x')`),
  },
  'a scope through a chain of twelve roles': {
    sallyport: () => {
      const chain = Array.from({ length: 12 }, (_, i) => [`r${i}`, [i === 0 ? 'x' : `r${i - 1}`]])
      const mine: Scopes = defineScopes({ scopes: ['x'], roles: Object.fromEntries(chain) })
      return mine.holds(mine.grant('r11'), mine.allOf('x'))
    },
    'casbin keyMatch': async () => {
      const enforcer = await casbinOf('g(r.sub, p.sub) && r.obj == p.obj')
      await enforcer.addPolicy('r0', 'x')
      for (let i = 1; i < 12; i++) await enforcer.addGroupingPolicy(`r${i}`, `r${i - 1}`)
      return enforcer.enforce('r11', 'x')
    },
    'easy-rbac': () => {
      const chain = Array.from({ length: 12 }, (_, i) => [
        `r${i}`,
        i === 0 ? { can: ['x'] } : { can: [], inherits: [`r${i - 1}`] },
      ])
      return new EasyRbac(Object.fromEntries(chain)).can('r11', 'x')
    },
  },
}

const patienceMs = 500
const inWords = (answer: unknown): string =>
  typeof answer === 'string' ? answer : answer ? 'yes' : 'no'
const said = async (answer: Answer | undefined): Promise<string> => {
  if (answer === undefined) return ''
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, patienceMs, 'never answers')
  })
  const spoken = (async () => inWords(await answer()))().catch(
    (error: unknown) => `throws ${(error as Error).name}`,
  )
  return Promise.race([spoken, silence]).finally(() => clearTimeout(timer))
}
const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(i === 0 ? 46 : 18)).join(' ')

const libraries = Object.keys(may)
console.log(row(['may a holder of', ...libraries]))
for (const [held, asked] of questions) {
  const answers = libraries.map((library) => said(() => may[library]?.(held, asked)))
  console.log(row([`${held} do ${asked}`, ...(await Promise.all(answers))]))
}
console.log(`\n${row(['is taken, or allowed', ...libraries])}`)
for (const [question, answers] of Object.entries(others)) {
  const told = libraries.map((library) => said(answers[library]))
  console.log(row([question, ...(await Promise.all(told))]))
}
