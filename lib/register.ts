// node --import phial/register app.ts: loads TypeScript with decorator metadata, which Node's own type stripping lacks.
import '@oxc-node/core/register';
