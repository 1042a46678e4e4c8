import { createHash } from 'node:crypto'
import { Html } from '../../rendering/html.ts'

/**
 * Does the work that gives a report its full weight, then sends the form as the browser would. Where it does not run, or
 * the work cannot be had, the form is sent all the same.
 */
const source = `import{prove}from'/api/v1/reports/proof.js'
const form=document.querySelector('form')
form.addEventListener('submit',async event=>{
event.preventDefault()
form.querySelector('button').disabled=true
try{for(const[name,value]of Object.entries(await prove()))form.elements[name].value=value}catch{}
form.submit()
})`

export const script = new Html(`<script type="module">${source}</script>`)

/** The browser runs this script; what it loads is served by us too. */
export const reportScriptSource = `'sha256-${createHash('sha256').update(source).digest('base64')}'`
