'use strict'
const fs = require('node:fs')

/** Answers how many files were produced: `Nombre de fichiers dans depot/ : 2`. The folder is handed over as `X-Vigie-Input`. */
module.exports = async (event, context) => {
  const folder = event.headers['x-vigie-input'] || process.env.depot || 'depot'
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }).filter(one => one.isFile()) : []
  return context.status(200).succeed(`Nombre de fichiers dans depot/ : ${files.length}`)
}
