import { resolve } from 'node:path'
import { type GenerateOptions, generate } from '@sallyport/config-validation/generate'
import { definition } from './settings.ts'

/** What follows from the definition of the settings. */
export const generated: GenerateOptions = {
  cwd: resolve(import.meta.dirname, '..'),
  envExample: '.env.example',
  markdown: 'CONFIG.md',
}

if (import.meta.main) console.log(generate(definition, generated).diff)
