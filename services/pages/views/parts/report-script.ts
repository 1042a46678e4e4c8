import { createHash } from 'node:crypto'
import { Html, html } from '../../rendering/html.ts'
import type { Site } from '../view.ts'

/**
 * Does the work that gives a report its full weight, then sends the form as the browser would. Where it does not run, or
 * the work cannot be had, the form is sent all the same.
 */
const source = `const{prove}=await import(document.querySelector('[data-proof]').dataset.proof)
const form=document.querySelector('form')
form.addEventListener('submit',async event=>{
event.preventDefault()
form.querySelector('button').disabled=true
try{for(const[name,value]of Object.entries(await prove()))form.elements[name].value=value}catch{}
form.submit()
})`

export const script = ({ base }: Site): Html =>
  html`<script type="module" data-proof="${base}/api/v1/reports/proof.js">${new Html(source)}</script>`

/** The browser runs this script; what it loads is served by us too. */
export const reportScriptSource = `'sha256-${createHash('sha256').update(source).digest('base64')}'`
