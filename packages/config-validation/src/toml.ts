export type { ConfigFileOptions } from './files/file-format.ts'
export { tomlFile } from './files/toml-file.ts'
