/// <reference types="reflect-metadata" preserve="true" />

export { App, createApp, type RunOptions } from './app.js';
export type { Authorization } from './authorization.js';
export {
  AfterRequest, BeforeRequest, ContextProcessor, Controller, Delete, ErrorHandler, FromRequest, Get, OnStart, OnStop, Patch, Post, Put, Route,
  TeardownRequest, TemplateHelper,
} from './decorators.js';
export { Abort, abort, SetupError, type AbortOptions, type Finding } from './errors/errors.js';
export { eventStream, type ServerSentEvent } from './event-stream.js';
export { html, type SafeHtml } from './html.js';
export { MultiDict } from './multi-dict.js';
export { redirect, Redirect } from './redirect.js';
export { Request, type Environ, type RequestState } from './request.js';
export { Form, Json, Query, type InputClass } from './input/input.js';
export { makeResponse, Response, type ResponseInit } from './response.js';
export type { CookieOptions } from './cookies.js';
export { Session, type Flash, type SessionData } from './session/session.js';
export { SessionTooLarge } from './session/cookie-sessions.js';
export { FileSessionStore, type FileSessionStoreOptions } from './session/file-store.js';
export { MemorySessionStore, type MemorySessionStoreOptions, type SessionStore } from './session/store.js';
export type { SessionOptions } from './session/session-options.js';
export { secureFilename } from './upload/secure-filename.js';
export { UploadedFile } from './upload/upload.js';
export { ValidationError, type Validation } from './input/validation.js';
export { sendFile, type SendFileOptions } from './files/send-file.js';
export type { StaticOptions } from './files/static.js';
export { render, type TemplateOptions } from './templates/templates.js';
export type { OpenApiOptions } from './openapi/openapi.js';
export { configFromEnv } from './config/config-from-env.js';
export type { AppOptions, Config, Logger, PluginEntry } from './config/config.js';
export type { InjectOptions, Limits, RouteOptions, ScopeOptions } from './metadata.js';
export type { HeadersInput, ResponseHeaders } from './headers.js';
export type { RouteListing, UrlOptions, UrlValues } from './routes/routes.js';
export type { InferOutput, Issue, StandardSchema } from './input/standard-schema.js';
export type { CookieJar } from './testing/test-cookies.js';
export type { TestClient, TestClientOptions, TestResponse } from './testing/test-client.js';
export type { TestFile, TestFiles } from './testing/test-files.js';
export type { TestRequestOptions } from './testing/test-request.js';
