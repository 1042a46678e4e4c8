import { randomBytes, webcrypto } from 'node:crypto'

/** A key and what was signed for it, both PEM. */
export type Identity = { readonly certificate: string; readonly key: string }

/** Who a certificate is for, and for how long (epoch milliseconds). */
export type Subject = {
  readonly name: string
  readonly from: number
  readonly until: number
}

type Server = {
  /** Names and addresses that it may answer for. */
  readonly hosts: readonly string[]
}

const curve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const uses = ['sign', 'verify'] as const

/** Its classes find each other through decorators, which want this first. Loaded when the first certificate is made. */
async function library(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  return x509
}

/** Signs certificates for devices and servers that only we must trust. */
export class Authority {
  readonly certificate: string
  readonly #key: webcrypto.CryptoKey

  private constructor(certificate: string, key: webcrypto.CryptoKey) {
    this.certificate = certificate
    this.#key = key
  }

  /** A new one, and its private key, to be kept where secrets are. */
  static async create({ name, from, until }: Subject): Promise<Identity> {
    const x509 = await library()
    const keys = await newKeys()
    const made = await x509.X509CertificateGenerator.createSelfSigned({
      name: commonName(name),
      serialNumber: newSerial(),
      notBefore: new Date(from),
      notAfter: new Date(until),
      keys,
      signingAlgorithm: curve,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    })
    return { certificate: made.toString('pem'), key: await pemOf(keys.privateKey) }
  }

  static async load({ certificate, key }: Identity): Promise<Authority> {
    const x509 = await library()
    const [der] = x509.PemConverter.decode(key)
    if (!der) throw new Error('the key of the authority is no PEM')
    return new Authority(certificate, await webcrypto.subtle.importKey('pkcs8', der, curve, false, ['sign']))
  }

  /**
   * Of the request only the public key is taken, and only from whoever proves to have its private half: whom the certificate
   * names is decided by the one who signs. Null: it is no request, or proves nothing.
   */
  async signRequest(request: string, subject: Subject): Promise<string | null> {
    const x509 = await library()
    try {
      const read = new x509.Pkcs10CertificateRequest(request)
      if (!(await read.verify())) return null
      return await this.#sign(await read.publicKey.export(), subject)
    } catch {
      return null
    }
  }

  /** With `hosts` for a server, else for a client. */
  async issue(subject: Subject & Partial<Server>): Promise<Identity> {
    const keys = await newKeys()
    return { certificate: await this.#sign(keys.publicKey, subject), key: await pemOf(keys.privateKey) }
  }

  async #sign(
    publicKey: webcrypto.CryptoKey,
    { name, from, until, hosts }: Subject & Partial<Server>,
  ): Promise<string> {
    const x509 = await library()
    const issuer = new x509.X509Certificate(this.certificate)
    const { clientAuth, serverAuth } = x509.ExtendedKeyUsage
    const made = await x509.X509CertificateGenerator.create({
      subject: commonName(name),
      issuer: issuer.subjectName,
      serialNumber: newSerial(),
      notBefore: new Date(from),
      notAfter: new Date(until),
      publicKey,
      signingKey: this.#key,
      signingAlgorithm: curve,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([hosts ? serverAuth : clientAuth], true),
        await x509.AuthorityKeyIdentifierExtension.create(issuer),
        ...(hosts ? [new x509.SubjectAlternativeNameExtension(hosts.map(hostName))] : []),
      ],
    })
    return made.toString('pem')
  }
}

/** A key that never leaves, and what asks an authority to sign for it. */
export async function newRequest(name: string): Promise<{ readonly request: string; readonly key: string }> {
  const x509 = await library()
  const keys = await newKeys()
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: commonName(name),
    keys,
    signingAlgorithm: curve,
  })
  return { request: made.toString('pem'), key: await pemOf(keys.privateKey) }
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(curve, true, uses) as Promise<webcrypto.CryptoKeyPair>

/** Positive, and not to be guessed. */
const newSerial = (): string => `01${randomBytes(15).toString('hex')}`

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const { PemConverter } = await library()
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

/** As a structure: what a name contains can never become another attribute. */
const commonName = (name: string) => [{ CN: [name] }]

const hostName = (host: string): { type: 'ip' | 'dns'; value: string } => ({
  type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns',
  value: host,
})
