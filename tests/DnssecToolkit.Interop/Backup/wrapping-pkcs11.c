/*
 * A PKCS#11 module in front of another, for ways of wrapping that no module of the tests' machine offers by itself.
 *
 *   gcc -shared -fPIC -O1 -o wrapping.so wrapping-pkcs11.c -ldl -lcrypto
 *
 * wrapping.so.conf, name=value a line; read when the functions are asked for:
 *   module=PATH        the module that does the work
 *   parameters=TEXT    given to its C_Initialize, as the softoken of NSS demands
 *   pin=PIN            a token whose user has no PIN yet gets this one, its security officer's being empty
 *   gcm=1              keys are wrapped by CKM_AES_GCM and nothing else; the module itself has CKM_AES_KEY_WRAP_PAD
 *   signal=NUMBER      once a key was unwrapped, the process that started this one gets this signal
 *   maker=TEXT         maker and model of the tokens
 *   nonce=1            the module takes a nonce of its own, and writes it where the caller's was
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG (*function)();

enum place { INITIALIZE = 1, SLOT_LIST = 5, TOKEN_INFO = 7, MECHANISM_INFO = 9, INIT_PIN = 11, OPEN_SESSION = 13, CLOSE_SESSION = 14,
    LOGIN = 19, LOGOUT = 20, CREATE = 21, WRAP = 61, UNWRAP = 62, FUNCTIONS = 69 };
enum { GCM = 0x1087, PAD = 0x210A, KWP = 0x210B, KEY = 32, NONCE = 12, TAG = 16, MOST = 8192 };
enum { MECHANISM_INVALID = 0x70, PARAMETER_INVALID = 0x71, WRAPPED_KEY_INVALID = 0x110, USER_PIN_INITIALIZED = 8 };

struct initialize { void *create, *destroy, *lock, *unlock; CK_ULONG flags; const char *parameters; };
struct token_info { unsigned char texts[96]; CK_ULONG flags; unsigned char rest[256]; };
struct mechanism_info { CK_ULONG least, most, flags; };
struct attribute { CK_ULONG type; unsigned char *value; CK_ULONG length; };
struct gcm { unsigned char *nonce; CK_ULONG nonce_length, nonce_bits; unsigned char *aad; CK_ULONG aad_length, tag_bits; };
struct mechanism { CK_ULONG number; struct gcm *parameter; CK_ULONG length; };

static function *inner;
static void *list[FUNCTIONS];
static char module[512], parameters[512], pin[32], gcm[4], own_nonce[4], ending[4], maker[17];
static unsigned char lent[KEY];

static void text(const char *line, const char *name, char *value, size_t size)
{
    size_t length = strlen(name);
    if (strncmp(line, name, length) == 0 && line[length] == '=')
        snprintf(value, size, "%.*s", (int)strcspn(line + length + 1, "\n"), line + length + 1);
}

static void give_pin(void)
{
    CK_ULONG slots[8], count = 8, session;
    if (inner[SLOT_LIST]((unsigned char)1, slots, &count) != 0)
        return;
    for (CK_ULONG i = 0; i < count; i++) {
        struct token_info info;
        if (inner[TOKEN_INFO](slots[i], &info) != 0 || (info.flags & USER_PIN_INITIALIZED) || (info.flags & 2)
            || inner[OPEN_SESSION](slots[i], 6UL, NULL, NULL, &session) != 0)
            continue;
        if (inner[LOGIN](session, 0UL, "", 0UL) == 0) {
            inner[INIT_PIN](session, pin, (CK_ULONG)strlen(pin));
            inner[LOGOUT](session);
        }
        inner[CLOSE_SESSION](session);
    }
}

static CK_ULONG initialize(void *arguments)
{
    (void)arguments;
    struct initialize own = { .flags = 2, .parameters = parameters[0] ? parameters : NULL };
    CK_ULONG result = inner[INITIALIZE](&own);
    if (result == 0 && pin[0])
        give_pin();
    return result;
}

static CK_ULONG token_info(CK_ULONG slot, struct token_info *info)
{
    CK_ULONG result = inner[TOKEN_INFO](slot, info);
    if (result == 0 && maker[0]) {
        memset(info->texts + 32, ' ', 48);
        memcpy(info->texts + 32, maker, strlen(maker));
        memcpy(info->texts + 64, maker, strlen(maker));
    }
    return result;
}

static CK_ULONG mechanism_info(CK_ULONG slot, CK_ULONG mechanism, struct mechanism_info *info)
{
    if (gcm[0] && (mechanism == PAD || mechanism == KWP))
        return MECHANISM_INVALID;
    CK_ULONG result = inner[MECHANISM_INFO](slot, mechanism, info);
    if (result == 0 && gcm[0] && mechanism == GCM)
        info->flags |= 0x60000; /* CKF_WRAP, CKF_UNWRAP */
    return result;
}

/* The key that wraps comes in by its value: the other half of the work is done with it here. */
static CK_ULONG create(CK_ULONG session, struct attribute *attributes, CK_ULONG count, CK_ULONG *object)
{
    for (CK_ULONG i = 0; i < count; i++)
        if (attributes[i].type == 0x11 && attributes[i].length == KEY)
            memcpy(lent, attributes[i].value, KEY);
    return inner[CREATE](session, attributes, count, object);
}

static int is_right(const struct mechanism *how)
{
    const struct gcm *is = how->parameter;
    return how->number == GCM && is && how->length == sizeof *is && is->nonce && is->nonce_length == NONCE && is->nonce_bits == 8 * NONCE
        && is->aad_length == 0 && is->tag_bits == 8 * TAG;
}

/* One octet string through a cipher of OpenSSL; its length, or -1. */
static int run(const EVP_CIPHER *cipher, int encrypt, const unsigned char *nonce, unsigned char *tag, const unsigned char *in, int length, unsigned char *out)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int first = 0, rest = 0;
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    int good = EVP_CipherInit_ex(context, cipher, NULL, lent, nonce, encrypt)
        && (encrypt || !tag || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG, tag))
        && EVP_CipherUpdate(context, out, &first, in, length) && EVP_CipherFinal_ex(context, out + first, &rest)
        && (!encrypt || !tag || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG, tag));
    EVP_CIPHER_CTX_free(context);
    return good ? first + rest : -1;
}

static CK_ULONG wrap(CK_ULONG session, struct mechanism *how, CK_ULONG wrapping, CK_ULONG key, unsigned char *out, CK_ULONG *length)
{
    if (!gcm[0])
        return inner[WRAP](session, how, wrapping, key, out, length);
    if (!is_right(how))
        return PARAMETER_INVALID;
    struct mechanism pad = { .number = PAD };
    unsigned char wrapped[MOST], plain[MOST];
    CK_ULONG size = sizeof wrapped, result = inner[WRAP](session, &pad, wrapping, key, wrapped, &size);
    if (result != 0)
        return result;
    int octets = run(EVP_aes_256_wrap_pad(), 0, NULL, NULL, wrapped, (int)size, plain);
    if (own_nonce[0])
        memset(how->parameter->nonce, 0xA5, NONCE);
    if (octets < 0 || *length < (CK_ULONG)octets + TAG)
        return 5;
    octets = run(EVP_aes_256_gcm(), 1, how->parameter->nonce, out + octets, plain, octets, out);
    *length = (CK_ULONG)octets + TAG;
    return octets < 0 ? 5 : 0;
}

static CK_ULONG unwrap(CK_ULONG session, struct mechanism *how, CK_ULONG wrapping, unsigned char *in, CK_ULONG length,
    struct attribute *attributes, CK_ULONG count, CK_ULONG *key)
{
    if (!gcm[0]) {
        CK_ULONG result = inner[UNWRAP](session, how, wrapping, in, length, attributes, count, key);
        if (result == 0 && ending[0]) {
            kill(getppid(), atoi(ending));
            ending[0] = 0;
            usleep(500000);
        }
        return result;
    }
    if (!is_right(how))
        return PARAMETER_INVALID;
    struct mechanism pad = { .number = PAD };
    unsigned char plain[MOST], wrapped[MOST];
    int octets = length <= TAG || length > MOST - TAG ? -1
        : run(EVP_aes_256_gcm(), 0, how->parameter->nonce, in + length - TAG, in, (int)length - TAG, plain);
    octets = octets < 0 ? -1 : run(EVP_aes_256_wrap_pad(), 1, NULL, NULL, plain, octets, wrapped);
    return octets < 0 ? WRAPPED_KEY_INVALID : inner[UNWRAP](session, &pad, wrapping, wrapped, (CK_ULONG)octets, attributes, count, key);
}

CK_ULONG C_GetFunctionList(void **functions);

static void read_settings(void)
{
    Dl_info self;
    char path[640], line[640];
    if (!dladdr((void *)C_GetFunctionList, &self))
        return;
    snprintf(path, sizeof path, "%s.conf", self.dli_fname);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        text(line, "module", module, sizeof module);
        text(line, "parameters", parameters, sizeof parameters);
        text(line, "pin", pin, sizeof pin);
        text(line, "gcm", gcm, sizeof gcm);
        text(line, "signal", ending, sizeof ending);
        text(line, "maker", maker, sizeof maker);
        text(line, "nonce", own_nonce, sizeof own_nonce);
    }
    if (file)
        fclose(file);
}

CK_ULONG C_GetFunctionList(void **functions)
{
    read_settings();
    void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
    CK_ULONG (*get)(function **) = library ? (CK_ULONG (*)(function **))dlsym(library, "C_GetFunctionList") : NULL;
    if (!get || get(&inner) != 0)
        return 5;
    memcpy(list, inner, sizeof list);
    list[INITIALIZE] = (void *)initialize;
    list[TOKEN_INFO] = (void *)token_info;
    list[MECHANISM_INFO] = (void *)mechanism_info;
    list[CREATE] = (void *)create;
    list[WRAP] = (void *)wrap;
    list[UNWRAP] = (void *)unwrap;
    *functions = list;
    return 0;
}
