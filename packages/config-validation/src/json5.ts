export type { ConfigFileOptions } from './files/file-format.ts'
export { json5File } from './files/json5-file.ts'
