import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

// The entry points are the package's own `exports`: there is no second list to forget.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string>
}

export default defineConfig({
  entry: Object.fromEntries(
    Object.entries(exports)
      .filter(([, file]) => file.startsWith('./src/'))
      .map(([, file]) => [file.slice('./src/'.length, -'.ts'.length), file]),
  ),
  format: ['esm', 'cjs'],
  dts: true,
  sourcemap: true,
  clean: true,
  target: 'node22',
  platform: 'node',
  // Subpaths of one package share their modules, so that what one brands the other knows.
  splitting: true,
  // `node:sqlite` and friends exist only under their full name.
  removeNodeProtocol: false,
})
