// The mistake it prevents: packages that load only where they were written. Run by any runtime in a project that has
// installed them, it loads every entry point of each as an ES module and as CommonJS, and lets either copy decide.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const project = join(process.cwd(), 'package.json')
const require = createRequire(project)
const read = (file) => JSON.parse(readFileSync(file, 'utf8'))

const ours = Object.keys(read(project).dependencies).filter((name) =>
  name.startsWith('@sallyport/'),
)
const specifiers = ours.flatMap((name) =>
  Object.keys(read(join(process.cwd(), 'node_modules', name, 'package.json')).exports)
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => name + subpath.slice(1)),
)

const findings = []
for (const specifier of specifiers) await attempt(specifier, () => load(specifier))
for (const [kind, get] of [
  ['ESM', (specifier) => import(specifier)],
  ['CommonJS', async (specifier) => require(specifier)],
]) {
  await attempt(`a decision by the ${kind} copy`, () => decide(get))
}
if (specifiers.length === 0) findings.push('there is nothing to load')

const { Bun, Deno } = globalThis
const runtime = Deno
  ? `Deno ${Deno.version.deno}`
  : Bun
    ? `Bun ${Bun.version}`
    : `Node ${process.versions.node}`
for (const finding of findings) console.error(`${runtime}: ${finding}`)
if (findings.length === 0) {
  console.log(`${runtime}: ${specifiers.length} entry points, as ESM and CommonJS; both decide`)
}
process.exitCode = findings.length === 0 ? 0 : 1

async function attempt(what, act) {
  try {
    const finding = await act()
    if (finding) findings.push(`${what}: ${finding}`)
  } catch (error) {
    findings.push(`${what}: ${error}`)
  }
}

async function load(specifier) {
  const names = (module) =>
    Object.keys(module)
      .filter((name) => !['default', 'module.exports', '__esModule'].includes(name))
      .sort()
      .join(', ')
  const [esm, cjs] = [names(await import(specifier)), names(require(specifier))]
  return esm === cjs ? undefined : `ESM exports { ${esm} }, CommonJS { ${cjs} }`
}

async function decide(get) {
  const { allow, decider, deny, denialReply } = await get('@sallyport/core')
  const { testRequest } = await get('@sallyport/core/testing')
  const caller = decider((request) =>
    request.header('x-caller') === 'ada' ? allow({ caller: 'ada' }) : deny('caller_unknown', 401),
  )
  const known = await caller(testRequest({ headers: { 'X-Caller': 'ada' } }))
  const unknown = await caller(testRequest({ headers: { 'X-Caller': 'eve' } }))
  if (!known.ok || known.value.caller !== 'ada') return `refused ada: ${JSON.stringify(known)}`
  if (unknown.ok) return `let eve in: ${JSON.stringify(unknown)}`
  const { status, body } = denialReply(unknown)
  if (status !== 401 || JSON.parse(body).status !== 'caller_unknown') return `answered eve ${body}`
  return undefined
}
