/* A PKCS#11 module that plays an AEP Keyper over SoftHSM, for tests: nobody here has the device.
 *
 * What it does differently from SoftHSM is what public sources say of the Keyper: Cryptoki 2.11; one slot, number 0; the serial number only after
 * a login; digits for PINs; labels of at most 7 characters that never change; no CKA_ID; no mechanism that hashes, no curves; a login only in
 * read/write sessions; a round trip over the network for each call.
 *
 * KEYPER_LIBRARY_PATH names a directory with the file "machine" (without it the module does not start, as the real one),
 * "softhsm2.conf" and "libsofthsm2.so", a copy of SoftHSM that is this module's alone. KEYPER_ROUND_TRIP_US is the time of a call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);
struct functions { unsigned char major, minor; void *at[68]; };
struct attribute { word type; void *value; word length; };

enum { Initialize = 0, GetInfo = 2, GetSlotList = 4, GetSlotInfo = 5, GetTokenInfo = 6, GetMechanismList = 7, GetMechanismInfo = 8,
       InitToken = 9, InitPIN = 10, SetPIN = 11, OpenSession = 12, CloseAllSessions = 14, GetSessionInfo = 15, Login = 18, Logout = 19,
       CreateObject = 20, GetAttributeValue = 24, SetAttributeValue = 25, FindObjectsInit = 26, SignInit = 42, Sign = 43,
       GenerateKeyPair = 59 };
enum { OK = 0, SLOT_ID_INVALID = 3, GENERAL_ERROR = 5, ATTRIBUTE_READ_ONLY = 0x10, ATTRIBUTE_TYPE_INVALID = 0x12, ATTRIBUTE_VALUE_INVALID = 0x13,
       MECHANISM_INVALID = 0x70, PIN_INVALID = 0xA1, PIN_LEN_RANGE = 0xA2, SESSION_READ_ONLY = 0xB5, BUFFER_TOO_SMALL = 0x150 };
enum { LABEL = 3, ID = 0x102, LONGEST_LABEL = 7, TOKEN_INITIALIZED = 0x400, RW_SESSION = 2 };

static struct functions *below, own;
static int logged_in;

static word call(int which, word a, word b, word c, word d, word e, word f, word g, word h)
{
    const char *time = getenv("KEYPER_ROUND_TRIP_US");
    if (time)
        usleep((useconds_t)atoi(time));
    return ((function)below->at[which])(a, b, c, d, e, f, g, h);
}

static void put(void *place, size_t size, const char *text)
{
    memset(place, ' ', size);
    memcpy(place, text, strlen(text));
}

static word initialize(void *arguments)
{
    const char *directory = getenv("KEYPER_LIBRARY_PATH"), *before = getenv("SOFTHSM2_CONF");
    char path[4096], *kept = before ? strdup(before) : NULL;
    snprintf(path, sizeof path, "%s/machine", directory ? directory : "");
    if (access(path, R_OK) != 0)
        return GENERAL_ERROR;
    snprintf(path, sizeof path, "%s/softhsm2.conf", directory);
    setenv("SOFTHSM2_CONF", path, 1);
    word result = call(Initialize, (word)arguments, 0, 0, 0, 0, 0, 0, 0);
    if (kept)
        setenv("SOFTHSM2_CONF", kept, 1);
    else
        unsetenv("SOFTHSM2_CONF");
    free(kept);
    logged_in = 0;
    return result;
}

static word get_info(unsigned char *info)
{
    word result = call(GetInfo, (word)info, 0, 0, 0, 0, 0, 0, 0);
    info[0] = 2, info[1] = 11;
    put(info + 2, 32, "Ultra Electronics AEP Networks");
    return result;
}

/* SoftHSM's slot of the token, or the one that is still to be initialised. */
static word slot_below(void)
{
    word slots[16], count = 16, best = 0;
    if (call(GetSlotList, 1, (word)slots, (word)&count, 0, 0, 0, 0, 0) != OK)
        return 0;
    for (word i = count; i-- > 0;) {
        unsigned char info[512];
        if (call(GetTokenInfo, slots[i], (word)info, 0, 0, 0, 0, 0, 0) == OK) {
            word flags;
            memcpy(&flags, info + 96, sizeof flags);
            if (flags & TOKEN_INITIALIZED || best == 0)
                best = slots[i];
        }
    }
    return best;
}

static word get_slot_list(unsigned char present, word *slots, word *count)
{
    (void)present;
    word room = *count;
    *count = 1;
    if (slots && room < 1)
        return BUFFER_TOO_SMALL;
    if (slots)
        slots[0] = 0;
    return OK;
}

static word get_token_info(word slot, unsigned char *info)
{
    if (slot != 0)
        return SLOT_ID_INVALID;
    word result = call(GetTokenInfo, slot_below(), (word)info, 0, 0, 0, 0, 0, 0), least = 4, most = 32;
    put(info + 32, 32, "Ultra Electronics AEP Networks");
    put(info + 64, 16, "Keyper 9860-2");
    put(info + 80, 16, logged_in ? "K0912345" : "No slot selected");
    memcpy(info + 96 + 5 * sizeof(word), &most, sizeof most);
    memcpy(info + 96 + 6 * sizeof(word), &least, sizeof least);
    return result;
}

static word get_slot_info(word slot, void *info)
{
    return slot ? SLOT_ID_INVALID : call(GetSlotInfo, slot_below(), (word)info, 0, 0, 0, 0, 0, 0);
}

static const word mechanisms[] = {0, 1, 3}; /* CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_RSA_PKCS, CKM_RSA_X_509 */

static int has(word mechanism)
{
    return mechanism == mechanisms[0] || mechanism == mechanisms[1] || mechanism == mechanisms[2];
}

static word get_mechanism_list(word slot, word *list, word *count)
{
    word room = *count;
    *count = 3;
    if (slot != 0)
        return SLOT_ID_INVALID;
    if (list && room < 3)
        return BUFFER_TOO_SMALL;
    if (list)
        memcpy(list, mechanisms, sizeof mechanisms);
    return OK;
}

static word get_mechanism_info(word slot, word mechanism, void *info)
{
    return has(mechanism) ? call(GetMechanismInfo, slot ? slot : slot_below(), mechanism, (word)info, 0, 0, 0, 0, 0) : MECHANISM_INVALID;
}

static word check_pin(const char *pin, word length)
{
    if (length < 4 || length > 32)
        return PIN_LEN_RANGE;
    for (word i = 0; i < length; i++)
        if (pin[i] < '0' || pin[i] > '9')
            return PIN_INVALID;
    return OK;
}

static word init_token(word slot, const char *pin, word length, void *label)
{
    word fault = slot ? SLOT_ID_INVALID : check_pin(pin, length);
    return fault ? fault : call(InitToken, slot_below(), (word)pin, length, (word)label, 0, 0, 0, 0);
}

static word init_pin(word session, const char *pin, word length)
{
    word fault = check_pin(pin, length);
    return fault ? fault : call(InitPIN, session, (word)pin, length, 0, 0, 0, 0, 0);
}

static word open_session(word slot, word flags, void *application, void *notify, void *session)
{
    return slot ? SLOT_ID_INVALID : call(OpenSession, slot_below(), flags, (word)application, (word)notify, (word)session, 0, 0, 0);
}

static word login(word session, word user, const char *pin, word length)
{
    word info[4] = {0}, fault = check_pin(pin, length);
    call(GetSessionInfo, session, (word)info, 0, 0, 0, 0, 0, 0);
    if (!(info[2] & RW_SESSION))
        return SESSION_READ_ONLY;
    word result = fault ? fault : call(Login, session, user, (word)pin, length, 0, 0, 0, 0);
    logged_in |= result == OK;
    return result;
}

static word check_template(const struct attribute *attributes, word count)
{
    for (word i = 0; i < count; i++) {
        if (attributes[i].type == ID)
            return ATTRIBUTE_TYPE_INVALID;
        if (attributes[i].type == LABEL && attributes[i].length > LONGEST_LABEL)
            return ATTRIBUTE_VALUE_INVALID;
    }
    return OK;
}

static word create_object(word session, struct attribute *attributes, word count, void *object)
{
    word fault = check_template(attributes, count);
    return fault ? fault : call(CreateObject, session, (word)attributes, count, (word)object, 0, 0, 0, 0);
}

static word generate_key_pair(word session, word *mechanism, struct attribute *first, word many, struct attribute *second, word more,
                              void *public_key, void *private_key)
{
    word fault = has(*mechanism) ? check_template(first, many) : MECHANISM_INVALID;
    fault = fault ? fault : check_template(second, more);
    return fault ? fault : call(GenerateKeyPair, session, (word)mechanism, (word)first, many, (word)second, more, (word)public_key, (word)private_key);
}

static word get_attribute_value(word session, word object, struct attribute *attributes, word count)
{
    word result = call(GetAttributeValue, session, object, (word)attributes, count, 0, 0, 0, 0);
    for (word i = 0; i < count; i++)
        if (attributes[i].type == ID)
            attributes[i].length = 0;
    return result;
}

static word set_attribute_value(word session, word object, struct attribute *attributes, word count)
{
    for (word i = 0; i < count; i++)
        if (attributes[i].type == LABEL || attributes[i].type == ID)
            return ATTRIBUTE_READ_ONLY;
    return call(SetAttributeValue, session, object, (word)attributes, count, 0, 0, 0, 0);
}

static word sign_init(word session, word *mechanism, word key)
{
    return has(*mechanism) ? call(SignInit, session, (word)mechanism, key, 0, 0, 0, 0, 0) : MECHANISM_INVALID;
}

static word sign(word session, void *data, word length, void *signature, void *size)
{
    return call(Sign, session, (word)data, length, (word)signature, (word)size, 0, 0, 0);
}

word C_GetFunctionList(struct functions **list)
{
    if (!below) {
        const char *directory = getenv("KEYPER_LIBRARY_PATH");
        char path[4096];
        snprintf(path, sizeof path, "%s/libsofthsm2.so", directory ? directory : "");
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        word (*get)(struct functions **) = library ? (word (*)(struct functions **))dlsym(library, "C_GetFunctionList") : NULL;
        if (!get || get(&below) != OK)
            return GENERAL_ERROR;
        own = *below;
        own.major = 2, own.minor = 11;
        own.at[Initialize] = initialize, own.at[GetInfo] = get_info, own.at[GetSlotList] = get_slot_list, own.at[GetSlotInfo] = get_slot_info;
        own.at[GetTokenInfo] = get_token_info, own.at[GetMechanismList] = get_mechanism_list, own.at[GetMechanismInfo] = get_mechanism_info;
        own.at[InitToken] = init_token, own.at[InitPIN] = init_pin, own.at[OpenSession] = open_session, own.at[Login] = login;
        own.at[CreateObject] = create_object, own.at[GetAttributeValue] = get_attribute_value, own.at[SetAttributeValue] = set_attribute_value;
        own.at[SignInit] = sign_init, own.at[Sign] = sign, own.at[GenerateKeyPair] = generate_key_pair;
    }
    *list = &own;
    return OK;
}
