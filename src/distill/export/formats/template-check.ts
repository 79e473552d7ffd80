/** A chat template: its name, and the SHA-256 of its text. */
export interface NamedTemplate {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Python statements that define `require_template(model, tokenizer)`, which stops a script whose model has another chat template
 * than the exported rows. They need the imports `hashlib`.
 */
export function templateCheck({ name, sha256 }: NamedTemplate): string {
  return `TEMPLATE = "${name}"
TEMPLATE_SHA256 = "${sha256}"


def require_template(model, tokenizer):
    """Stops if the model has another chat template: it would be trained on other text than it is served."""
    text = tokenizer.chat_template if isinstance(tokenizer.chat_template, str) else ""
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != TEMPLATE_SHA256:
        raise SystemExit(
            f"{model} has another chat template (SHA-256 {found[:12]}) than the exported rows ({TEMPLATE}, "
            f"{TEMPLATE_SHA256[:12]}). Train a model that has it, or export again with the template of this model: "
            "star export --student-template FILE."
        )`;
}
