/** The texts a starting catalogue comes with, by `TYPE AUDIENCE CHANNEL`; SMS has no subject. */
export type DefaultTexts = Readonly<Record<string, { subject?: string; body: string }>>
